"""Wrong types and other mistakes at which cargo stops reading, held against real cargo."""

import pytest

from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

IN_PACKAGE = """\
publish = "company"
publish = 0
publish = {}
publish = { workspace = false }
publish = { workspace = 1 }
publish = ["a", 1]
publish = 1979-05-27
keywords = "cli"
categories = 1
authors = ["a", 1]
authors = { workspace = true, x = 1 }
include = "x"
exclude = {}
license = 1
license-file = true
description = ["x"]
readme = 1
edition = 2021
edition = "2022"
edition = "2027"
rust-version = 1
rust-version = "1.x"
rust-version = "1.70-beta"
homepage = { workspace = false }
homepage = { workspace = true }
build = 1
build = [1]
links = 1
autobins = 1
workspace = 1
resolver = 2
unknown = 1
metadata = 1
""".splitlines()

IN_DEPENDENCIES = """\
a = 1
a = true
a = ["x"]
a = {}
a = { version = 1 }
a = { version = "1", registry = 1 }
a = { version = "1", registry = "my reg" }
a = { version = "1", package = "my package" }
a = { version = "1", optional = "x" }
a = { version = "1", default_features = "x" }
a = { version = "1", features = "x" }
a = { version = "1", features = [1] }
a = { path = 1 }
a = { git = true }
a = { workspace = false }
a = { workspace = true }
a = { workspace = 1 }
"a b" = "1"
a = { git = "https://a/b", registry = "crates-io" }
a = { version = "1", tag = "v1" }
a = { version = "1", comment = 1 }
""".splitlines()

ELSEWHERE = [
    "[dependencies.a]\nversion = 1",
    '[dependencies.a]\nversion = "1"\nregistry = "my reg"',
    "[[dependencies]]\na = 1",
    "[target]\nx = 1",
    "[target.x]\ndependencies = 1",
    "[features]\na = 1",
    "[features]\na = [1]",
    "[lib]\npath = 1",
    "[patch]\ncrates-io = 1",
    "[patch.crates-io]\nx = 1",
    "[replace]\nx = 1",
    '[workspace]\nmembers = "x"',
    "[workspace]\nmembers = [1]",
    "[workspace]\nresolver = 2",
    "[workspace]\ndependencies = 1",
    "[workspace]\npackage = 1",
    "[workspace.dependencies]\na = 1",
    '[workspace.dependencies]\na = { version = "1", registry = "my reg" }',
    "[workspace.package]\nversion = 1",
    '[workspace.package]\nversion = "1"',
    '[workspace.package]\npublish = "x"',
    "[workspace.package]\npublish = [1]",
    '[workspace.package]\nkeywords = "x"',
    "[workspace.package]\nreadme = 1",
    '[workspace.package]\nrust-version = "x"',
    "[features]\n'ä b' = {}",
    "[lints.rust]\nx = { level = 1 }",
    "[lints.rust]\nx = { level = 'no' }",
    "[lints.rust]\nx = { level = 'warn', priority = 'x' }",
    "[lints.rust]\nx = { priority = 300, level = 'no' }",
    "[workspace.lints.rust]\nx = { level = 'warn', priority = true }",
    "[badges]\nx = 1",
    "[badges.x]\ny = 1",
    "[[lib]]\nname = 'x'",
    "[[workspace]]\nmembers = []",
    "[[cargo-features]]",
]


def whole(text: str) -> str:
    return f'[package]\nname = "app"\nversion = "0.1.0"\n{text}\n'


@pytest.mark.parametrize(
    "text", [*IN_PACKAGE, *(f"[dependencies]\n{text}" for text in IN_DEPENDENCIES), *ELSEWHERE], ids=repr
)
def test_cargo_refuses_the_same(text: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": whole(text)})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


@pytest.mark.parametrize(
    "text",
    [
        'name = "a"\n',
        '[package]\nversion = "1.0.0"\n',
        "",
        "package = 1\n",
        "[project]\nname = 1\n",
        "workspace = 1\n",
        "dependencies = 1\n",
        "[dependencies]\n",
        "[workspace]\n[dependencies]\n",
        "[workspace]\n[features]\n",
        "[package]\nversion = 1\nname = 2\n",
        "[[package]]\nname = 'a'\n",
        "[[project]]\nedition = '2021'\n",
        "package = []\n",
        "package = ['2021']\n",
        "package = [1]\n",
        "workspace = []\n",
        "workspace = [[]]\n",
        "badges = 1\n[package]\nname = 'a'\n",
        "lib = []\n[package]\nname = 'a'\n",
        "lib = ['x']\n[package]\nname = 'a'\n",
        "cargo-features = [1]\n[package]\nname = 'a'\n",
        "[dependencies]\nb = 1\na = 2\n[package]\nname = 1\n",
    ],
    ids=repr,
)
def test_cargo_refuses_the_same_whole_manifests(text: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": text})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


def test_every_mistake_is_found(tree: Tree) -> None:
    tree.write({"Cargo.toml": whole('publish = "a"\nkeywords = "b"\n[dependencies]\nc = 1\nd = { version = 1 }')})

    assert [line.partition(" ")[0] for line in tree.lines()] == [
        "Cargo.toml:4:11",
        "Cargo.toml:5:12",
        "Cargo.toml:7:5",
        "Cargo.toml:8:17",
    ]
