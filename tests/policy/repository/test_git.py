"""What git is asked, and that it does nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policy.repository import git
from policy.repository.git import kept, tracked
from tests.policy.tree import Tree


@pytest.fixture
def project(tree: Tree) -> Tree:
    """A repository that holds `a`, ignores `b` and does not know `c`."""
    tree.write({"a": "", "b": "", "c": "", "d/e": "", ".gitignore": "b\n"})
    tree.track("a", "d")
    return tree


def folder(tree: Tree) -> str:
    return str(tree.folder)


def test_what_git_holds_and_would_add(project: Tree) -> None:
    assert tracked(folder(project), "a", "b", "c", "d") == frozenset({"a", "d/e"})
    assert kept(folder(project), "a", "b", "c") == frozenset({"a", "c"})
    assert tracked(project.path("d"), "e") == frozenset({"e"})


def test_a_path_is_no_pattern(project: Tree) -> None:
    project.write({"x*": "", "xy": ""})

    assert kept(folder(project), "x*") == frozenset({"x*"})
    assert kept(folder(project), ":(glob)*") == frozenset()


def test_a_path_that_is_no_text(project: Tree) -> None:
    name = os.fsdecode(b"\xff\n")
    project.write({name: ""})

    assert kept(folder(project), name) == frozenset({name})


def test_no_repository_is_no_answer(tree: Tree) -> None:
    assert tracked(folder(tree), "a") is None
    assert tracked(tree.path("gone"), "a") is None


def test_no_program_is_no_answer(project: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    assert tracked(folder(project), "a") is None


def test_a_program_of_the_project_is_not_run(project: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write({"git": f"#!/bin/sh\ntouch {project.path('ran')}\n"})
    Path(project.path("git")).chmod(0o755)
    monkeypatch.chdir(project.folder)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}{os.environ['PATH']}")

    assert tracked(folder(project), "a") == frozenset({"a"})
    assert not Path(project.path("ran")).exists()


def test_a_program_in_the_config_is_not_run(project: Tree) -> None:
    config = Path(project.path(".git/config"))
    program = project.path("program")
    project.write({"program": f"#!/bin/sh\ntouch {project.path('ran')}\n"})
    Path(program).chmod(0o755)
    keys = ("fsmonitor", "hooksPath", "pager", "sshCommand", "editor", "gitProxy")
    config.write_text(config.read_text() + "".join(f"[core]\n\t{key} = {program}\n" for key in keys))

    subprocess.run(["git", "status"], cwd=project.folder, capture_output=True, check=False)
    assert Path(project.path("ran")).exists(), "git itself runs it, or this test shows nothing"
    Path(project.path("ran")).unlink()

    assert tracked(folder(project), "a") == frozenset({"a"})
    assert kept(folder(project), "c") == frozenset({"c"})
    assert not Path(project.path("ran")).exists()


def test_variables_of_a_hook_do_not_lead_elsewhere(
    project: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))

    assert tracked(folder(project), "a") == frozenset({"a"})


def test_a_broken_repository_is_no_answer(project: Tree) -> None:
    Path(project.path(".git/index")).write_bytes(b"no index")

    assert tracked(folder(project), "a") is None


def test_an_index_that_nobody_writes_is_not_waited_for(project: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Path(project.path(".git/index"))
    index.unlink()
    os.mkfifo(index)
    monkeypatch.setattr(git, "TIMEOUT", 0.5)

    assert tracked(folder(project), "a") in (None, frozenset())


def test_git_is_not_waited_for_without_end(project: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))
    monkeypatch.setattr(git, "TIMEOUT", 0.2)

    assert tracked(folder(project), "a") is None
