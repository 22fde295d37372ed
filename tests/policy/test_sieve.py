"""A large workspace is looked at in parts, and the findings are those of the whole."""

from pathlib import Path

import pytest

from policy import engine, sieve
from policy.cargo.upwards import find_manifest
from policy.engine import context_of, run_rules
from tests.policy.case import all_cases, read_case
from tests.policy.test_rules import lay_out, name_of
from tests.policy.tree import Tree


@pytest.mark.parametrize("path", all_cases(), ids=name_of)
def test_every_case_is_judged_in_parts_as_it_is_as_a_whole(
    path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tree, read_case(path))
    whole = findings(tree)

    monkeypatch.setattr(engine, "LEAST", 0)
    for size in (1, 2, 64):
        monkeypatch.setattr(sieve, "PART", size)
        assert findings(tree) == whole


def findings(tree: Tree) -> list[object]:
    """Return everything about the findings, except at which step of the whole cargo gets to them."""
    context = context_of(find_manifest(str(tree.folder)), tree.surroundings)
    found = [one._replace(refusal=one.refusal and one.refusal._replace(step=())) for one in run_rules(context)]
    return sorted(found, key=repr)


def test_little_is_kept_of_the_manifests_in_which_there_is_nothing_to_find(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["*"]\n',
            **{f"{name}/Cargo.toml": PACKAGE.format(name) for name in "abcdef"},
            "g/Cargo.toml": PACKAGE.format("g") + '[dependencies]\na = { path = "../a" }\n',
            "h/Cargo.toml": PACKAGE.format("h") + "publsh = false\n",
            "i/Cargo.toml": PACKAGE.format("i") + '[dependencies]\nx = { path = "../x" }\n',
        }
    )
    monkeypatch.setattr(engine, "LEAST", 0)

    context = context_of(find_manifest(str(tree.folder)), tree.surroundings)

    assert context.workspace
    assert {Path(path).parent.name for path in context.workspace.passed} == {*"abcdefg"}
    assert all("data" not in vars(manifest) for manifest in context.workspace.passed.values())
    assert [package.name for package in context.packages] == [*"hi"]
    assert [package.name for package in context.workspace.packages] == [*"abcdefghi"]


PACKAGE = """\
[package]
name = "{}"
version = "0.1.0"
edition = "2024"
description = "A part of the whole"
license = "MIT"
publish = false
"""
