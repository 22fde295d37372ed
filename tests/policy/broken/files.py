"""A rich tree: every file that the linter reads, with much in it."""

from pathlib import Path

from tests.policy.tree import Tree

MANIFEST = '[package]\nname = "root"\nversion = "0.1.0"\nedition = "2021"\n'
RICH = """\
cargo-features = []

[workspace]
members = ["member", "crates/*"]
exclude = ["old"]
default-members = ["."]
resolver = "2"
package = { version = "0.1.0", license = "MIT", publish = ["company"], readme = "README.md" }
dependencies = { log = { version = "0.4", features = ["std"] }, serde = "1" }
lints = { rust = { unsafe_code = "forbid" } }

[package]
name = "root"
version = "0.1.0"
edition = "2021"
rust-version = "1.60"
publish = ["company", "partner"]
license-file = "LICENSE"
keywords = ["a"]
build = "build.rs"
links = "z"
metadata = { x = [1, 2.5, { y = 1979-05-27 }] }

[lib]
name = "root"
path = "src/lib.rs"
crate-type = ["lib"]

[[bin]]
name = "tool"
required-features = ["std"]

[features]
default = ["std"]
std = ["serde/std", "dep:log"]

[dependencies]
member = { path = "member", version = "0.1" }
utils = { version = "1", registry = "company", optional = true, default-features = false }
remote = { git = "https://git.example.com/x", branch = "main" }
log = { workspace = true, optional = true }

[target.'cfg(unix)'.dev-dependencies]
internal = { version = "1", registry-index = "https://registry.example.com/index", package = "other" }

[patch.crates-io]
serde = { path = "member" }

[profile.release]
opt-level = 3
package = { serde = { debug = true } }

[lints]
rust = { unsafe_code = { level = "warn", priority = 1 } }
"""
MEMBER = """\
[package]
name = "member"
version.workspace = true
license.workspace = true
publish = { workspace = true }

[dependencies]
log = { workspace = true, features = ["kv"] }
root = { path = "..", version = "0.1" }
"""
CONFIG = """\
include = [{ path = "more.toml", optional = true }]
paths = ["override"]

[registries.company]
index = "sparse+https://registry.example.com/index/"
credential-provider = ["cargo:token"]
protocol = "sparse"

[registries]
partner.index = "https://partner.example.com/index"

[registry]
default = "company"
global-credential-providers = ["cargo:token"]
credential-alias = { mine = ["prog", "arg"] }

[source.crates-io]
replace-with = "mirror"

[source.mirror]
registry = "https://mirror.example.com/index"

[source.folder]
directory = "vendor"

[net]
retry = 2
offline = false

[http]
timeout = 30
ssl-version = { min = "tlsv1.2" }

[build]
jobs = 1
rustflags = ["-C", "x"]
target-dir = "target"

[target.x86_64-unknown-linux-gnu]
linker = "cc"

[env]
X = { value = "y", force = true }

[alias]
c = ["check"]

[term]
progress = { when = "never", width = 80 }

[patch.crates-io]
log = { path = "member" }
"""
CREDENTIALS = '[registry]\ntoken = "t"\n\n[registries.company]\ntoken = "t"\nsecret-key = "k"\n'
LOCK = """\
version = 4

[[package]]
name = "root"
version = "0.1.0"
dependencies = ["log 0.4.0 (registry+https://github.com/rust-lang/crates.io-index)"]

[[package]]
name = "log"
version = "0.4.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "00"
"""
POLICY = """\
[registries.company]
index = "sparse+https://registry.example.com/index/"

[publish]
require = true

[[publish.allow]]
packages = ["root", "m*"]
registries = ["company"]

[rules]
plain-http-index = "off"

[[ignore]]
rule = "undefined-registry"
path = "member/*"
reason = "later"
"""
HOME = "../cargo-home/"
FILES = {
    "Cargo.toml": RICH,
    "member/Cargo.toml": MEMBER,
    ".cargo/config.toml": CONFIG,
    f"{HOME}config": '[registries.home]\nindex = "https://home.example.com/index"\n[net]\nretry = 1\n',
    f"{HOME}credentials.toml": CREDENTIALS,
    "Cargo.lock": LOCK,
    "cargo-policy.toml": POLICY,
}
"""The files by their paths from the folder."""


def lay_out(tree: Tree) -> Path:
    """Write all of them, with a source file for each package; return the folder."""
    sources = {"src/lib.rs": "", "src/bin/tool.rs": "", "build.rs": "", "member/src/lib.rs": "", "README.md": ""}
    tree.write({**FILES, **sources, "override/x": "", "crates/x": ""})
    return tree.folder
