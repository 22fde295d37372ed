"""Aliases, and commands that cargo does not have: each time side by side with real cargo."""

import pytest

from tests.policy.tree import Tree, words_in_order

PACKAGE = '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\npublish = false\n'


def look(tree: Tree, config: str, *arguments: str) -> str:
    """Write the config, and assert that cargo does what is foreseen; return its words where it fails."""
    tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": "", ".cargo/config.toml": config})
    prediction, run = tree.predict(*arguments), tree.cargo(*arguments)
    assert (prediction.verdict == "fail") == (run.status != 0), f"{prediction.message}\n--\n{run.said}"
    if run.status:
        assert words_in_order(f"error: {prediction.message}", run.stderr), f"{prediction.message}\n--\n{run.stderr}"
    return prediction.message


@pytest.mark.parametrize(
    "config",
    [
        'alias.x = "x"',
        'alias.x = "y --workspace"\nalias.y = ["x"]',
        "alias.x = 1",
        'alias.x = ["check", 1]',
        "alias.x = []",
        'alias.x = " "',
        'alias.x = "--verbose"',
        "alias = 1",
        'alias.x = "no-such"',
        'alias.x = "--config a.b= check"',
        'alias.x = "publish --dry-run"',
        'alias.x = ["publish", "--registry", "nope"]',
    ],
)
def test_an_alias_that_leads_nowhere(cargo_tree: Tree, config: str) -> None:
    assert look(cargo_tree, config, "x")


def test_an_alias_takes_what_stands_behind_it(cargo_tree: Tree) -> None:
    config = 'alias.x = "y --manifest-path"\nalias.y = "read-manifest"'
    assert "`nowhere/Cargo.toml` does not exist" in look(cargo_tree, config, "x", "nowhere/Cargo.toml")


def test_an_alias_that_works(cargo_tree: Tree) -> None:
    assert look(cargo_tree, 'alias.x = ["metadata", "--no-deps"]', "x", "--format-version", "1") == ""


def test_an_alias_of_the_environment(cargo_tree: Tree) -> None:
    cargo_tree.environment["CARGO_ALIAS_X"] = "read-manifest"
    assert look(cargo_tree, "", "x") == ""


def test_an_alias_hides_a_short_name_but_no_command(cargo_tree: Tree) -> None:
    assert "no such command: `no-such`" in look(cargo_tree, 'alias.c = "no-such"', "c")
    assert look(cargo_tree, 'alias.metadata = "no-such"', "metadata", "--no-deps", "--format-version", "1") == ""


def test_a_command_that_nobody_has(cargo_tree: Tree) -> None:
    assert "no such command: `pubish`\n\nhelp: a command with a similar name exists: `publish`" in look(
        cargo_tree, "", "pubish"
    )
