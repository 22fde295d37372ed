"""A large workspace is looked at in parts, and the findings are those of the whole."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policy import engine, sieve
from policy.cargo.manifest import Manifest
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


STRANGE: dict[str, Callable[[Path], object]] = {
    "a FIFO": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "no text": lambda path: path.write_bytes(b"\xff"),
    "half a manifest": lambda path: path.write_text(PACKAGE.format("c")[:40]),
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_member_that_is_no_manifest(what: str, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["*"]\n',
            **{f"{name}/Cargo.toml": PACKAGE.format(name) for name in "abde"},
        }
    )
    (tree.folder / "c").mkdir()
    STRANGE[what](tree.folder / "c" / "Cargo.toml")
    whole = findings(tree)

    monkeypatch.setattr(engine, "LEAST", 0)
    for of_use in (False, True):
        monkeypatch.setattr(sieve, "is_of_use", lambda of_use=of_use: of_use)
        for size in (1, 64):
            monkeypatch.setattr(sieve, "PART", size)
            assert findings(tree) == whole


def test_a_member_that_is_gone_when_it_is_looked_at_again(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["*"]\n',
            **{f"{name}/Cargo.toml": PACKAGE.format(name) for name in "abc"},
        }
    )
    monkeypatch.setattr(engine, "LEAST", 0)
    sift = sieve.nothing_to_find

    def sift_and_take_away(*given: Any) -> list[Manifest]:
        found = list(sift(*given))
        for name in "ab":
            (tree.folder / name / "Cargo.toml").unlink()
        return found[1:]

    monkeypatch.setattr(sieve, "nothing_to_find", sift_and_take_away)

    (gone,) = tree.check()

    assert gone.refusal
    assert gone.refusal.chain[-1] == "No such file or directory (os error 2)"
    assert tree.path("a/Cargo.toml") in gone.refusal.message


PACKAGE = """\
[package]
name = "{}"
version = "0.1.0"
edition = "2024"
description = "A part of the whole"
license = "MIT"
publish = false
"""
