"""`[patch]`, `[replace]` and inherited features: each time side by side with real cargo."""

import pytest

from policy.cargo.package_spec import parse_spec
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n'

MANIFESTS = {
    "a version in a replacement": '[replace]\n"log:0.1.0" = "0.2.0"',
    "a version beside git": '[replace]\n"log:0.1.0" = { git = "https://example.com", version = "0.2.0" }',
    "no version to replace": '[replace]\nlog = { path = "log" }',
    "half a version to replace": '[replace]\n"log@0.1" = { path = "log" }',
    "no version at all": '[replace]\n"log:next" = { path = "log" }',
    "a URL without a version": '[replace]\n"https://example.com/log" = { path = "log" }',
    "a URL with a name": '[replace]\n"https://example.com/x#log@0.1" = { path = "log" }',
    "a replacement from nowhere": '[replace]\n"log:0.1.0" = { features = ["a"] }',
    "a good replacement": '[replace]\n"log:0.1.0" = { path = "log" }',
    "a patch from nowhere": "[patch.crates-io]\nlog = {}",
    "a patch that inherits": "[workspace.dependencies]\nlog = '1'\n[patch.crates-io]\nlog.workspace = true",
    "a patch that does not inherit": '[patch.crates-io]\nlog = { workspace = false, path = "log" }',
    "a patch for nothing": '[patch.""]\nlog = { path = "log" }',
    "a patch with a branch": '[patch.crates-io]\nlog = { path = "log", branch = "main" }',
    "a patch of a wrong version": '[patch.crates-io]\nlog = "y"',
    "a patch with two sources": '[patch.crates-io]\nlog = { path = "log", git = "https://example.com" }',
    "a patch with a slash": '[patch.crates-io]\nlog = { path = "log", features = ["a/b"] }',
    "an unknown registry in a patch": '[patch.crates-io]\nlog = { version = "1", registry = "nope" }',
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_read(cargo_tree: Tree, name: str) -> None:
    cargo_tree.write({"Cargo.toml": f"{PACKAGE}{MANIFESTS[name]}\n", "src/lib.rs": ""})
    cargo_tree.write({"log/Cargo.toml": '[package]\nname = "log"\nversion = "0.1.0"\n', "log/src/lib.rs": ""})

    run, _ = agree(cargo_tree, *METADATA)

    assert (run.status == 0) == (name in ("a good replacement", "a patch that does not inherit"))


@pytest.mark.parametrize("dependency", ['log = "1"', 'log = { version = "1", package = "shared" }'])
def test_a_patch_of_the_same_source(cargo_tree: Tree, dependency: str) -> None:
    cargo_tree.write({"Cargo.toml": f"{PACKAGE}[patch.crates-io]\n{dependency}\n", "src/lib.rs": ""})

    run, _ = agree(cargo_tree, "check")
    agree(cargo_tree, *METADATA)

    assert "points to the same source" in run.stderr


def test_a_patch_in_the_config_with_a_lock_file(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": "", "Cargo.lock": "version = 4\n"})
    cargo_tree.write({".cargo/config.toml": "[patch.nope]\nlog = { path = 'log' }\n"})

    run, _ = agree(cargo_tree, "check")

    assert run.status == 101


@pytest.mark.parametrize("edition", ["2021", "2024"])
@pytest.mark.parametrize("key", ["default-features", "default_features"])
@pytest.mark.parametrize(
    "shared", ['"1"', '{ version = "1" }', '{ version = "1", KEY = true }', '{ version = "1", KEY = false }']
)
@pytest.mark.parametrize("wanted", ["false", "true"])
def test_default_features(cargo_tree: Tree, edition: str, key: str, shared: str, wanted: str) -> None:
    member = f"[dependencies]\nlog = {{ workspace = true, {key} = {wanted} }}\n"
    package = PACKAGE.replace("2021", edition)
    shared = shared.replace("KEY", "default-features")
    cargo_tree.write({"Cargo.toml": f"{package}{member}[workspace.dependencies]\nlog = {shared}\n", "src/lib.rs": ""})

    agree(cargo_tree, *METADATA)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("log", "log"),
        ("log@1.2.3", "log@1.2.3"),
        ("log:1.2", "log@1.2"),
        ("https://example.com/x/log", "https://example.com/x/log"),
        ("https://example.com/x/log#1.0.0", "https://example.com/x/log#1.0.0"),
        ("https://example.com/x#log@1.0.0", "https://example.com/x#log@1.0.0"),
    ],
)
def test_a_specification(text: str, shown: str) -> None:
    assert str(parse_spec(text)) == shown
