"""What git says about files: which it holds, and which it would add."""

import os
from collections.abc import Sequence

TIMEOUT = 5.0
"""Seconds after which git is not waited for any longer."""

_silent: set[str] = set()
"""Folders for which it gave no answer in time: it is not asked there again."""

_REDIRECTING = frozenset(
    {
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"),
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_LITERAL_PATHSPECS", "GIT_EXTERNAL_DIFF"),
    }
)
"""Variables that lead git to another repository than that of the folder, as in a hook; cargo does not look at them."""

_OPTIONS = (
    *("-c", "core.fsmonitor=false"),  # it may be a program
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),  # in a partial clone git would fetch what is missing
    "--no-pager",
)


def top_of(folder: str) -> str:
    """Return the nearest folder with `.git` from `folder` upwards, or ""."""
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return folder


def tracked(folder: str, *paths: str) -> frozenset[str] | None:
    """Return the files that git holds among `paths`, which are files or folders below `folder`.

    They come as paths from `folder`, with forward slashes. None where git has no answer: no program, no repository, one
    that it does not trust, or none in time.
    """
    return _listed(folder, ("--cached",), paths)


def kept(folder: str, *paths: str) -> frozenset[str] | None:
    """Return the files that git holds or would add, that is, which it does not ignore; as `tracked` does."""
    return _listed(folder, ("--cached", "--others", "--exclude-standard"), paths)


def _listed(folder: str, which: Sequence[str], paths: Sequence[str]) -> frozenset[str] | None:
    program = _program()
    if not program or folder in _silent:
        return None
    import subprocess  # few projects have something to ask about

    environment = {name: value for name, value in os.environ.items() if name not in _REDIRECTING}
    environment.update(GIT_OPTIONAL_LOCKS="0", GIT_TERMINAL_PROMPT="0", GIT_NO_LAZY_FETCH="1")
    try:
        done = subprocess.run(
            [program, *_OPTIONS, "--literal-pathspecs", "ls-files", "-z", *which, "--", *paths],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _silent.add(folder)
        return None
    except (OSError, ValueError):
        return None
    if done.returncode:
        return None
    return frozenset(os.fsdecode(name) for name in done.stdout.split(b"\0") if name)


def _program() -> str:
    """Return git's path; "" where there is none. A folder on PATH that is not absolute may be the project's own."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return ""
