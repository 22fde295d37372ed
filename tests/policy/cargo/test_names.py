"""Names of registries and packages, held against real cargo."""

import pytest

from policy.cargo.names import environment_key, package_name_error, registry_name_error
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

GOOD = ["a", "A", "_", "_1", "a-b", "a_b", "a1", "größe", "日本", "crates-io"]
BAD = ["", "1a", "a.b", "crates.io", "a b", "a/b", "https://a", "a+", "a😀", "²a"]


@pytest.mark.parametrize("name", GOOD)
def test_good_names(name: str) -> None:
    assert registry_name_error(name) is None
    assert package_name_error(name) is None


@pytest.mark.parametrize("name", BAD)
def test_bad_names(name: str) -> None:
    error = registry_name_error(name)

    assert error is not None
    assert package_name_error(name) == error.replace("registry name", "package name")


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_cargo_takes_the_same_names_for_registries(name: str, cargo_tree: Tree) -> None:
    cargo_tree.write(
        {"Cargo.toml": f'[package]\nname = "app"\n[dependencies]\nx = {{ version = "1", registry = "{name}" }}\n'}
    )
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_cargo_takes_the_same_names_for_packages(name: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": f'[package]\nname = "{name}"\n'})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


def test_a_name_with_colons_is_one_of_several_names() -> None:
    assert package_name_error("a::b") is None
    assert package_name_error("a::1") is not None


@pytest.mark.parametrize(("name", "key"), [("my-corp", "MY_CORP"), ("My_Corp", "MY_CORP"), ("größe", "GRÖSSE")])
def test_the_environment_has_upper_case_and_underscores(name: str, key: str) -> None:
    assert environment_key(name) == key
