"""A manifest with what it inherits."""

import pytest

from policy.cargo.dependency import Dependency
from policy.cargo.manifest import Manifest
from policy.cargo.refusal import CargoError
from tests.policy.tree import Tree

ROOT = """\
[workspace]
members = ["a"]

[workspace.package]
version = "1.2.3"
edition = "2021"
publish = ["company"]
license-file = "LICENCE"

[workspace.dependencies]
plain = "1"
utils = { path = "utils", version = "2", registry = "company" }
"""


def member(tree: Tree, text: str, root: str = ROOT) -> Manifest:
    """Return the manifest of the member `a`."""
    tree.write({"Cargo.toml": root, "a/Cargo.toml": text})
    return tree.workspace().loaded[tree.path("a/Cargo.toml")]


def dependency(manifest: Manifest, name: str) -> Dependency:
    return next(one for one in manifest.dependencies if one.name == name)


def test_fields_are_inherited_with_their_place(tree: Tree) -> None:
    package = member(tree, '[package]\nname = "a"\nversion.workspace = true\nlicense-file = { workspace = true }\n')

    field = package.field("license-file")

    assert package.version == "1.2.3"
    assert field is not None
    assert (field.value, field.inherited) == ("LICENCE", True)
    assert field.place.path == tree.path("Cargo.toml")
    assert field.place.key == ("workspace", "package", "license-file")


def test_nothing_is_inherited_without_being_asked_for(tree: Tree) -> None:
    package = member(tree, '[package]\nname = "a"\n')

    assert (package.version, package.edition, package.publish) == (None, "2015", [])


@pytest.mark.parametrize(
    ("publish", "allowed"),
    [
        ("", None),
        ("publish = true", None),
        ("publish = false", []),
        ("publish = []", []),
        ('publish = ["a", "b"]', ["a", "b"]),
        ("publish.workspace = true", ["company"]),
    ],
)
def test_publish(publish: str, allowed: list[str] | None, tree: Tree) -> None:
    assert member(tree, f'[package]\nname = "a"\nversion = "1.0.0"\n{publish}\n').publish == allowed


def test_a_package_without_a_version_is_not_published(tree: Tree) -> None:
    assert member(tree, '[package]\nname = "a"\n').publish == []


def test_what_the_root_lacks_cannot_be_inherited(tree: Tree) -> None:
    package = member(tree, '[package]\nname = "a"\nreadme.workspace = true\n')

    with pytest.raises(CargoError) as raised:
        package.field("readme")

    assert raised.value.chain[-1] == "`workspace.package.readme` was not defined"
    assert package.known_field("readme") is None


def test_a_dependency_is_inherited_with_its_path_from_the_root(tree: Tree) -> None:
    package = member(tree, '[package]\nname = "a"\n[dependencies]\nutils = { workspace = true, optional = true }\n')

    utils = dependency(package, "utils")

    assert utils.inherited
    assert utils.folder == tree.path("utils")
    assert utils.text("registry") == "company"
    assert utils.place("registry").path == tree.path("Cargo.toml")
    assert utils.place("registry").key == ("workspace", "dependencies", "utils", "registry")
    assert utils.own_place.key == ("dependencies", "utils")


def test_a_path_counts_from_the_manifest(tree: Tree) -> None:
    package = member(tree, '[package]\nname = "a"\n[dependencies]\nutils = { path = "../x/../utils/" }\n')

    assert dependency(package, "utils").folder == tree.path("utils")


def test_dependencies_in_all_tables_in_the_order_of_cargo(tree: Tree) -> None:
    package = member(
        tree,
        """\
        [package]
        name = "a"
        [build-dependencies]
        g = "1"
        [target.windows.dependencies]
        h = "1"
        [target.'cfg(unix)'.dev-dependencies]
        j = "1"
        [target.'cfg(unix)'.build-dependencies]
        i = "1"
        [dependencies]
        d = "1"
        c = { version = "1", package = "renamed" }
        [dev_dependencies]
        e = { git = "https://a/b" }
        f = { path = "f", version = "1" }
        """,
    )

    found = [(one.name, one.slot.kind, one.slot.platform) for one in package.dependencies]

    assert found == [
        ("c", "normal", ""),
        ("d", "normal", ""),
        ("e", "dev", ""),
        ("f", "dev", ""),
        ("g", "build", ""),
        ("i", "build", "cfg(unix)"),
        ("j", "dev", "cfg(unix)"),
        ("h", "normal", "windows"),
    ]
    assert dependency(package, "c").package_name == "renamed"
    assert [one.name for one in package.dependencies if one.is_stripped] == ["e"]
    assert dependency(package, "e").slot.key == ("dev_dependencies", "e")


@pytest.mark.parametrize(
    ("entry", "notable"),
    [
        ('"1"', False),
        ('{ version = "1", features = ["a"], optional = true, default-features = false }', False),
        ("{ workspace = true }", False),
        ('{ workspace = true, features = ["a"] }', False),
        ('"latest"', True),
        ('""', True),
        ("1", True),
        ("{}", True),
        ('{ version = "1", registry = "company" }', True),
        ('{ version = "1", features = ["a/b"] }', True),
        ('{ version = "1", features = ["dep:a"] }', True),
        ('{ version = "1", optional = "yes" }', True),
        ('{ version = "1", registery = "company" }', True),
        ('{ path = "b" }', True),
    ],
)
def test_what_is_worth_a_look(entry: str, notable: bool, tree: Tree) -> None:
    package = member(tree, f'[package]\nname = "a"\n[dependencies]\nplain = {entry}\n')

    assert bool(package.notable_dependencies) is notable


def test_an_inherited_path_is_worth_a_look(tree: Tree) -> None:
    package = member(tree, '[package]\nname = "a"\n[dependencies]\nutils.workspace = true\n')

    assert [one.name for one in package.notable_dependencies] == ["utils"]


def test_an_old_name_of_the_table(tree: Tree) -> None:
    tree.write({"Cargo.toml": '[project]\nname = "a"\nversion = "1.0.0"\n'})

    package = tree.workspace().current

    assert (package.package_key, package.name, package.version) == ("project", "a", "1.0.0")
