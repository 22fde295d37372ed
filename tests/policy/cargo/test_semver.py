"""Versions and requirements, held against real cargo, which uses the crate `semver`."""

import json

import pytest

from policy.cargo.semver import requirement_error, version_error
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

# fmt: off
REQUIREMENTS = [
    "1", "1.2", "1.2.3", "*", "x", "X", "1.*", "1.x", "1.2.*", "1.*.*", "~1.2", "^1", "=1", "==1", "=>", "v1",
    "latest", "1.", "1..2", "01", "1.02", "1.2.3.4", "1.2-a", "1.2.3-a.1+b", "1.2.3-", "1.2.3-01", "1.2.3-a..b",
    "1.2.3+", "1.2.3-a_b", "1,", "*,1", "1,*", "1.*.3", "1.*-a", "99999999999999999999", "18446744073709551615", "^",
    "é", "1'", "<>1",
]
# fmt: on
SPACED = ["", " ", ">= 1, <2", ">=1 , < 2 , ", "1 2", "1 || 2", "* ,1", "> *", "1.2.3 "]


@pytest.mark.parametrize("text", [*REQUIREMENTS, *SPACED])
def test_cargo_takes_the_same_requirements(text: str, cargo_tree: Tree) -> None:
    dependency = f"[dependencies]\na = {json.dumps(text, ensure_ascii=False)}\n"
    cargo_tree.write({"Cargo.toml": f'[package]\nname = "app"\n{dependency}'})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


# fmt: off
VERSIONS = [
    "1.2.3", "1.2.3-a.1+b.2", "1.2.3-0a", "1.2.3+01", "1", "1.2", "1.", "1.2.3.4", "01.2.3", "1.02.3", "1.2.3-",
    "1.2.3-01", "1.2.3+", "1.2.3-a..b", "1.2.3_a", "v1.2.3", "x", "1.2.x", "*",
]
# fmt: on


@pytest.mark.parametrize("text", [*VERSIONS, "", " 1.2.3 "])
def test_cargo_takes_the_same_versions(text: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": f'[package]\nname = "app"\nversion = "{text}"\n'})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


def test_more_comparators_than_the_crate_takes() -> None:
    assert requirement_error(", ".join([">1"] * 32)) is None
    assert requirement_error(", ".join([">1"] * 33)) == "excessive number of version comparators"


def test_sentences() -> None:
    assert version_error("1.2.3") is None
    assert version_error("1") == "unexpected end of input while parsing major version number"
    assert requirement_error("latest") == "unexpected character 'l' while parsing major version number"
