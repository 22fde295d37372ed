"""A hostile project for which a careless linter would need minutes: the work must grow as the project does."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from policy.cargo.folder_search import TooManyFolders
from policy.cargo.manifest import Manifest
from policy.cargo.members import member_folders
from policy.cargo.path_pattern import path_matches
from policy.cargo.toml_file import parse_toml
from policy.conceal import concealed
from policy.concealed_config import concealed_config
from policy.repository.assignments import assignments
from policy.repository.commands import cargo_commands
from policy.repository.files import DOCKER, JENKINS, MAKE, MARKDOWN, SHELL, YAML, RepositoryFile
from tests.policy.tree import Tree

_KINDS = (YAML, DOCKER, MAKE, SHELL, JENKINS, MARKDOWN)
_LONG = 100_000
_SECONDS = 4.0
"""Far more than the slowest of them needs, and far less than anything quadratic would."""

_PIECES = ("CARGO_.", "CARGO_A.", " ", "- ", "\t", "$(", "${{", "'", '"', '\\"', "`", "<<", "login ", "token=", "a ")


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize("piece", _PIECES)
def test_a_long_line_is_read_in_time(piece: str) -> None:
    text = f"x{piece * (_LONG // len(piece))}!\ncargo publish CARGO_A_TOKEN=x\n"
    assert _seconds(lambda: concealed(text)) < _SECONDS
    assert _seconds(lambda: concealed_config(text)) < _SECONDS
    for kind in _KINDS:
        file = RepositoryFile("/x", kind, text)
        assert _seconds(lambda file=file: [*assignments(file), *cargo_commands(file)]) < _SECONDS  # type: ignore[misc]


def test_many_stars_in_a_pattern_take_no_time() -> None:
    assert _seconds(lambda: path_matches("**/a/" * 14 + "b", "a/" * 60 + "c")) < _SECONDS


def test_many_stars_in_a_members_list_take_no_time(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*("a" * 60))
    folder.mkdir(parents=True)
    manifest = f'[workspace]\nmembers = ["{"**/a/" * 14}x", "{"**/" * 14}y"]\n'
    root = Manifest(parse_toml(str(tmp_path / "Cargo.toml"), manifest))
    assert _seconds(lambda: list(member_folders(root, "members"))) < _SECONDS


def test_links_that_lead_round_are_not_followed_for_ever(tree: Tree) -> None:
    tree.write({"Cargo.toml": f'[workspace]\nmembers = ["{"/".join("*" * 40)}"]\n', "a/Cargo.toml": ""})
    for name in "bcd":
        (tree.folder / name).symlink_to(".")

    assert _seconds(lambda: _leads_to_too_many_folders(tree)) < _SECONDS


def test_stars_that_lead_round_are_not_followed_for_ever(tree: Tree) -> None:
    tree.write({"Cargo.toml": f'[workspace]\nmembers = ["{"**/*/" * 20}"]\n', "a/Cargo.toml": ""})
    for name in "bcd":
        (tree.folder / name).symlink_to(".")

    assert _seconds(lambda: _leads_to_too_many_folders(tree)) < _SECONDS


def _leads_to_too_many_folders(tree: Tree) -> None:
    with pytest.raises(TooManyFolders, match=r"^the pattern `.*` leads to more than 50,000 folders, perhaps through"):
        tree.check()
    with pytest.raises(TooManyFolders):
        tree.predict("publish")
