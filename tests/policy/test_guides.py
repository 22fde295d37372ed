"""What guides to private registries show, as a reader would paste it: the mistakes are found, and what is right is not.

Each snippet lies in a small project of its own; the rest of it is without fault.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.policy.tree import Tree

PRIVATE = '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n'
PUBLIC = """\
[package]
name = "app"
version = "0.1.0"
edition = "2024"
description = "An example."
license = "MIT"
repository = "https://git.example.com/app"
"""
COMPANY = '[registries.company]\nindex = "sparse+https://registry.example.com/index/"\n'
CONFIG = ".cargo/config.toml"


class Snippet(NamedTuple):
    """A snippet and what is found in it.

    title: what it shows. rules: those that have something to say, each with the severity and how often.
    files: the project; home: the files of CARGO_HOME.
    """

    title: str
    rules: dict[str, tuple[str, int]]
    files: dict[str, str]
    home: Mapping[str, str] = {}


FLAGGED = [
    Snippet(
        "a token in the config of a project",
        {"token-in-project-config": ("warning", 1), "token-in-index-url": ("warning", 0)},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: """\
[registries.cloudsmith]
index = "sparse+https://dl.cloudsmith.io/basic/USER/REPO/cargo/index/"
token = "Bearer YOUR_TOKEN"
""",
        },
    ),
    Snippet(
        "a token in the config of the person",
        {"token-in-home-config": ("warning", 1)},
        {"Cargo.toml": PRIVATE},
        {"config.toml": f'{COMPANY}token = "Bearer YOUR_TOKEN"\n'},
    ),
    Snippet(
        "a sparse index without its slash",
        {"sparse-index-without-slash": ("error", 1)},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: '[registries.kellnr]\nindex = "sparse+https://kellnr.company.com/api/v1/crates"\n',
        },
    ),
    Snippet(
        "a name that the config does not define",
        {"undefined-registry": ("error", 1)},
        {
            "Cargo.toml": f'{PRIVATE}\n[dependencies]\ninternal-lib = {{ version = "0.1", registry = "company" }}\n',
            CONFIG: """\
[registries.internal]
index = "sparse+https://internal.company.com/index/"

[registry]
default = "internal"
""",
        },
    ),
    Snippet(
        "another location for crates.io",
        {"crates-io-source-overridden": ("error", 1)},
        {
            "Cargo.toml": PUBLIC,
            CONFIG: '[source.crates-io]\nregistry = "https://github.com/rust-lang/crates.io-index"\n',
        },
    ),
    Snippet(
        "one table twice",
        {"invalid-config": ("error", 1)},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: """\
[registries.secure]
index = "sparse+https://registry.company.com/index/"
token = "Bearer YOUR_TOKEN"
[registries.secure]
credential-provider = "cargo:token"
""",
        },
    ),
    Snippet(
        "plain http",
        {"plain-http-index": ("error", 1)},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: '[registries.company]\nindex = "sparse+http://registry.company.com/index/"\n',
        },
    ),
    Snippet(
        "a good line and a bad one as alternatives",
        {"invalid-config": ("error", 1)},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: """\
[registries.company]
index = "sparse+https://registry.company.com/index/"
index = "sparse+http://registry.company.com/index/"
""",
        },
    ),
    Snippet(
        "a mirror on this machine",
        {"plain-http-index": ("advice", 1), "crates-io-replaced": ("warning", 1)},
        {
            "Cargo.toml": PUBLIC,
            CONFIG: """\
[source.crates-io]
replace-with = "romt-mirror"

[source.romt-mirror]
registry = "sparse+http://localhost:8000/index/"
""",
        },
    ),
    Snippet(
        "a table of the manifest in the config",
        {"manifest-key-in-config": ("warning", 1)},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: '[package]\nexclude = [\n    "tests/fixtures/*",\n    "*.tmp",\n]\n',
        },
    ),
    Snippet(
        "commands that there are not",
        {"unknown-cargo-command": ("warning", 2)},
        {
            "Cargo.toml": PRIVATE,
            "README.md": "```sh\ncargo package --sign\ncargo verify my-crate-0.1.0.crate\n```\n",
        },
    ),
    Snippet(
        "dependencies without a version in a package that is to be published",
        {"git-dependency-without-version": ("error", 1), "path-dependency-without-version": ("error", 1)},
        {
            "Cargo.toml": f"""\
{PUBLIC}
[dependencies]
custom = {{ git = "https://github.com/user/custom.git" }}
dev-tool = {{ path = "../dev-tool" }}
""",
            "../dev-tool/Cargo.toml": PUBLIC.replace("app", "dev-tool"),
        },
    ),
    Snippet(
        "a token as an argument, from a variable that cargo would read by itself",
        {"token-on-command-line": ("warning", 1)},
        {
            "Cargo.toml": PRIVATE.replace("false", '["company"]'),
            CONFIG: COMPANY,
            ".github/workflows/publish.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    env:
      CARGO_REGISTRIES_COMPANY_TOKEN: ${{ secrets.REGISTRY_TOKEN }}
    steps:
      - run: |
          cargo publish --registry company --token $CARGO_REGISTRIES_COMPANY_TOKEN
""",
        },
    ),
    Snippet(
        "a publish to crates.io that goes to the default registry",
        {"publish-to-default-registry": ("warning", 1)},
        {
            "Cargo.toml": PRIVATE.replace("publish = false\n", 'publish = ["crates-io", "company"]\n')
            + 'description = "An example."\nlicense = "MIT"\n',
            "README.md": "```sh\ncargo publish # crates.io\ncargo publish --registry company # private\n```\n",
        },
        {"config.toml": f'{COMPANY}\n[registry]\ndefault = "company"\n'},
    ),
    Snippet(
        "a package for everybody that uses one from the company",
        {"cross-registry-dependency": ("error", 1)},
        {
            "Cargo.toml": f'{PUBLIC}\n[dependencies]\nmy-crate = {{ version = "0.2", registry = "company" }}\n',
            CONFIG: COMPANY,
        },
    ),
    Snippet(
        "tokens on the command line",
        {"token-on-command-line": ("warning", 2)},
        {
            "Cargo.toml": PRIVATE.replace("false", '["my-registry"]'),
            CONFIG: COMPANY.replace("company", "my-registry"),
            "README.md": """\
```sh
cargo login <api-token>
cargo publish --registry=my-registry --token YOUR_TOKEN_HERE
```
""",
        },
    ),
    Snippet(
        "a private package that a script sends to crates.io",
        {"refused-publish-command": ("error", 1)},
        {
            "Cargo.toml": PRIVATE.replace("false", '["company"]'),
            CONFIG: COMPANY,
            "release.sh": "#!/bin/sh\ncargo publish --registry crates-io\n",
        },
    ),
    Snippet(
        "an array that does not end, in the manifest",
        {"invalid-manifest": ("error", 1)},
        {"Cargo.toml": f"{PRIVATE}exclude = [\n"},
    ),
    Snippet(
        "an array that does not end, in the config",
        {"invalid-config": ("error", 1)},
        {"Cargo.toml": PRIVATE, CONFIG: "include = [\n"},
    ),
]

CLEAN = [
    Snippet(
        "a git index over https",
        {},
        {
            "Cargo.toml": PRIVATE,
            CONFIG: '[registries]\nmy-registry = { index = "https://my-intranet:8080/git/index" }\n',
        },
    ),
    Snippet(
        "publish list, default and dependency agree",
        {},
        {
            "Cargo.toml": """\
[package]
name = "registry_lab"
version = "0.1.0"
edition = "2024"
publish = ["company"]

[dependencies]
internal_utils = { version = "1.2.0", registry = "company" }
""",
            CONFIG: """\
[registries.company]
index = "sparse+https://packages.example.com/index/"

[registry]
default = "company"
""",
        },
    ),
    Snippet(
        "the sample token of the Cargo book, where tokens belong",
        {},
        {"Cargo.toml": PRIVATE, CONFIG: COMPANY.replace("company", "my-registry")},
        {"credentials.toml": '[registries.my-registry]\ntoken = "854DvwSlUwEHtIo3kWy6x7UCPKHfzCmy"\n'},
    ),
    Snippet(
        "a placeholder for the value of a variable",
        {},
        {"Cargo.toml": PRIVATE, "README.md": "```sh\nexport CARGO_REGISTRY_TOKEN=your_token_here\n```\n"},
    ),
    Snippet(
        "the sparse protocol for crates.io",
        {},
        {"Cargo.toml": PRIVATE, CONFIG: '[registries.crates-io]\nprotocol = "sparse"\n'},
    ),
    Snippet(
        "a git index whose name ends in .git",
        {},
        {"Cargo.toml": PRIVATE, CONFIG: '[registries.company]\nindex = "https://git.example.com/company-index.git"\n'},
    ),
]


def found(tree: Tree, snippet: Snippet) -> dict[str, set[tuple[str, int]]]:
    """Return the severities of each rule's findings, and how often each comes."""
    tree.write(snippet.files)
    tree.write_home(snippet.home)
    if "credentials.toml" in snippet.home:
        (tree.home.path / "credentials.toml").chmod(0o600)
    seen = [(finding.rule, finding.severity) for finding in tree.check()]
    return {
        rule: {(severity, seen.count((rule, severity))) for name, severity in seen if name == rule} for rule, _ in seen
    }


@pytest.mark.parametrize("snippet", FLAGGED, ids=lambda snippet: snippet.title)
def test_a_mistake_is_found(tree: Tree, snippet: Snippet) -> None:
    seen = found(tree, snippet)

    for rule, (severity, count) in snippet.rules.items():
        assert seen.get(rule, set()) == ({(severity, count)} if count else set()), seen


@pytest.mark.parametrize("snippet", CLEAN, ids=lambda snippet: snippet.title)
def test_what_is_right_is_clean(tree: Tree, snippet: Snippet) -> None:
    assert found(tree, snippet) == {}
