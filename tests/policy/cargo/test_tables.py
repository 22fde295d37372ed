"""`[profile]`, `[lints]` and `[features]`: each time side by side with real cargo."""

import pytest

from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n'

REFUSED = [
    "[profile]\ndev = 1",
    "[profile.dev]\ndebug = 'x'",
    "[profile.dev]\ndebug = 9",
    "[profile.dev]\ndebug = []",
    "[profile.dev]\nopt-level = []",
    "[profile.dev]\nopt-level = true",
    "[profile.dev]\nopt-level = '9'",
    "[profile.dev]\nlto = 1",
    "[profile.dev]\nlto = 'true'",
    "[profile.dev]\ncodegen-units = 'x'",
    "[profile.dev]\ncodegen-units = -1",
    "[profile.dev]\npanic = 1",
    "[profile.dev]\npanic = 'x'",
    "[profile.dev]\nstrip = 1",
    "[profile.dev]\nincremental = 'x'",
    "[profile.dev]\npackage = 1",
    "[profile.dev.package.a]\npanic = 'abort'",
    "[profile.dev.package.a]\nlto = true",
    "[profile.dev.package.a]\ndebug = 'x'",
    "[profile.dev.package]\n'a b' = { debug = 1 }",
    "[profile.dev.build-override]\nrpath = true",
    "[profile.dev.build-override.package.a]\ndebug = 1",
    "[profile.dev.package.'*'.build-override]\ndebug = 1",
    "[profile.dev]\ndir-name = 'x'",
    "[profile.other]\ninherits = 'debug'",
    "[profile]\n'a b' = { inherits = 'dev' }",
    "[profile]\ndebug = { inherits = 'dev' }",
    "[profile]\nBuild = { inherits = 'dev' }",
    "[profile]\nbuild-override = { inherits = 'dev' }",
    "[lints]\nrust = 1",
    "[lints.rust]\nunsafe_code = 'x'",
    "[lints.rust]\nunsafe_code = 1",
    "[lints.rust]\nunsafe_code = {}",
    "[lints.clippy]\n'clippy::all' = 'warn'",
    "[lints.rust]\n'clippy::all' = 'warn'",
    "[lints.rust]\n'x::all' = 'warn'",
    "[lints]\nworkspace = true",
    "[lints]\nworkspace = false",
    "[lints]\nworkspace = 'x'",
    "[lints]\nworkspace = true\nrust.unsafe_code = 'warn'\n[workspace.lints]",
    "[lints]\nworkspace = true\n[workspace]",
    "[workspace.lints.rust]\n'clippy::all' = 'warn'",
    "[workspace.lints.rust]\nall = 1",
    "[features]\nab = ['ac']",
    "[features]\na = ['something']",
    "[features]\n'a b' = []",
    "[features]\n'-a' = []",
    "[features]\n'a/b' = []",
    "[features]\n'' = []",
    "[features]\n'dep:x' = []",
    "[features]\na = ['dep:b']",
    "[features]\na = ['b/c']",
    "[features]\na = ['b?/c']",
    "[features]\na = ['b/c/d']",
    "[features]\na = ['dep:log/c']\n[dependencies]\nlog = { version = '1', optional = true }",
    "[features]\na = ['dep:log/c']\n[dependencies]\nlog = '1'",
    "[features]\nlog = []\n[dependencies]\nlog = { version = '1', optional = true }",
    "[features]\na = ['dep:log']\n[dependencies]\nlog = '1'",
    "[features]\na = ['log']\n[dependencies]\nlog = '1'",
    "[features]\na = ['log?/x']\n[dependencies]\nlog = '1'",
    "[features]\na = ['dep:log']\nb = ['log']\n[dependencies]\nlog = { version = '1', optional = true }",
]
TAKEN = [
    "[profile.dev]\npackage.a = [1]",
    "[profile.dev]\ndebug = 'line-tables-only'\nopt-level = 's'\nlto = 'thin'\nstrip = true\ncodegen-units = 1",
    "[profile.dev]\nopt-level = 9\nunknown = 1\n[profile.dev.package.'*']\nopt-level = 2",
    "[profile.other]\ninherits = 'release'\n[profile.other.package.'log:1.0.0']\ndebug = true",
    "[lints.rust]\nunsafe_code = { level = 'warn', priority = -1 }\n[lints.other]\n'a::b' = 'warn'",
    "[lints]\nworkspace = true\n[workspace.lints.clippy]\nall = 'warn'",
    "[features]\na = ['log']\n[dependencies]\nlog = { version = '1', optional = true }",
    "[features]\na = ['log?/x']\n[dependencies]\nlog = { version = '1', optional = true }",
    "[features]\na = ['log/x', 'b', '1.x+y']\nb = []\n'1.x+y' = ['a']\n[build-dependencies]\nlog = '1'",
    (
        "[features]\na = ['dep:log']\n[dependencies]\nlog = '1'\n"
        "[target.'cfg(unix)'.dependencies]\nlog = { version = '1', optional = true }"
    ),
]


@pytest.mark.parametrize("table", REFUSED)
def test_refused(cargo_tree: Tree, table: str) -> None:
    cargo_tree.write({"Cargo.toml": f"{PACKAGE}{table}\n", "src/lib.rs": ""})

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 101


@pytest.mark.parametrize("table", TAKEN)
def test_taken(cargo_tree: Tree, table: str) -> None:
    cargo_tree.write({"Cargo.toml": f"{PACKAGE}{table}\n", "src/lib.rs": ""})

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 0
