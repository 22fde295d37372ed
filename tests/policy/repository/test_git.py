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
    slow.write_text(
        f"#!{sys.executable}\nimport time\nopen({str(tmp_path / 'asked')!r}, 'a').write('.')\ntime.sleep(60)\n"
    )
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))
    monkeypatch.setattr(git, "TIMEOUT", 2.0)

    assert tracked(folder(project), "a") is None
    assert kept(folder(project), "a") is None
    assert (tmp_path / "asked").read_text() == ".", "nor is it asked once more"


HOSTILE = {
    "a filter": '[filter "x"]\n\tclean = ?\n\tsmudge = ?\n\tprocess = ?\n\trequired = true\n',
    "a diff": '[diff]\n\texternal = ?\n[diff "x"]\n\tcommand = ?\n\ttextconv = ?\n',
    "an alias": "[alias]\n\tls-files = !?\n",
    "a pager": "[pager]\n\tls-files = ?\n",
    "a helper": "[credential]\n\thelper = !?\n[core]\n\taskPass = ?\n\talternateRefsCommand = ?\n",
    "a promisor": '[extensions]\n\tpartialClone = x\n[remote "x"]\n\turl = ext::?\n\tpromisor = true\n',
    "a trace": "[trace2]\n\tnormalTarget = ?.ran\n\teventTarget = ?.ran\n\tperfTarget = ?.ran\n",
    "another worktree": "[core]\n\tworktree = /\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_run_or_written(name: str, project: Tree) -> None:
    program, config = Path(project.path("program")), Path(project.path(".git/config"))
    project.write({"program": f"#!/bin/sh\ntouch {program}.ran\n", ".gitattributes": "* filter=x diff=x\n"})
    program.chmod(0o755)
    config.write_text(config.read_text() + HOSTILE[name].replace("?", str(program)))
    os.utime(project.path("a"), (0, 0))  # so that git would have to look at it again

    for names in (tracked(folder(project), "a"), kept(folder(project), "a", "b")):
        assert names in (None, frozenset(), frozenset({"a"}))
    assert not Path(f"{program}.ran").exists()


@pytest.mark.parametrize("name", [".git", ".git/HEAD", ".git/index", ".git/config", ".git/info/exclude", ".gitignore"])
@pytest.mark.parametrize("leads_to", ["/dev/zero", "a FIFO"])
def test_what_does_not_end_is_no_answer(
    name: str, leads_to: str, project: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(project.path(name))
    if path.exists():
        path.rename(path.with_name("before"))
    if leads_to == "a FIFO":
        os.mkfifo(path)
    else:
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(leads_to)
    monkeypatch.setattr(git, "TIMEOUT", 1.0)

    kept(folder(project), "a", "b")  # with an answer or without


def test_a_repository_that_is_elsewhere_runs_nothing_either(project: Tree, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {program}.ran\n")
    program.chmod(0o755)
    Path(project.path(".git")).rename(tmp_path / "elsewhere")
    project.write({".git": f"gitdir: {tmp_path / 'elsewhere'}\n"})
    with (tmp_path / "elsewhere" / "config").open("a") as config:
        config.write(f"[core]\n\tfsmonitor = {program}\n\thooksPath = {tmp_path}\n")

    assert tracked(folder(project), "a") == frozenset({"a"})
    assert not Path(f"{program}.ran").exists()
