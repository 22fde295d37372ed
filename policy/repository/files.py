"""Which files of a repository beside cargo's own are looked at, and their texts.

Only the folders that are named here are listed, never the whole tree.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from typing import NamedTuple

YAML = "yaml"
DOCKER = "docker"
MAKE = "make"
SHELL = "shell"
JENKINS = "jenkins"
DOTENV = "dotenv"
MARKDOWN = "markdown"
CREDENTIALS = "credentials"
"""How a file is written."""

LIMIT = 1 << 20
"""A larger file, in bytes, is not looked at."""

_NAMES = {
    "Jenkinsfile": JENKINS,
    "Makefile": MAKE,
    "makefile": MAKE,
    "GNUmakefile": MAKE,
    "justfile": MAKE,
    "Justfile": MAKE,
    ".justfile": MAKE,
    "credentials": CREDENTIALS,
    "credentials.toml": CREDENTIALS,
    ".env": DOTENV,
}
_ENDINGS = {
    ".yml": YAML,
    ".yaml": YAML,
    ".sh": SHELL,
    ".bash": SHELL,
    ".md": MARKDOWN,
    ".mk": MAKE,
    ".Dockerfile": DOCKER,
    ".dockerfile": DOCKER,
}

_AT_THE_TOP = (
    *(".gitlab-ci.", "azure-pipelines.", "bitbucket-pipelines.", ".drone.", ".travis.", ".woodpecker.", "action."),
    *("docker-compose", "compose.", "compose-", "README.md", "CONTRIBUTING.md"),
)
"""How the names of the YAML and Markdown files begin that are looked at, at the top of a repository."""

_FOLDERS = {
    ".cargo": (CREDENTIALS,),
    ".github/workflows": (YAML,),
    ".github/actions/*": (YAML,),
    ".circleci": (YAML,),
    ".woodpecker": (YAML,),
    ".buildkite": (YAML, SHELL),
    "scripts": (SHELL, DOCKER),
    "ci": (SHELL, DOCKER, YAML),
    ".ci": (SHELL, DOCKER, YAML),
    "tools": (SHELL, DOCKER),
    "docker": (SHELL, DOCKER, YAML),
    "docs": (MARKDOWN,),
}
"""The folders that are looked at, and what in each; `*` stands for every folder there."""

_BESIDE_A_MANIFEST = (("Dockerfile", DOCKER), (".env", DOTENV), ("Makefile", MAKE))
"""What is looked at beside the manifest of each member, where a project with many services has its images."""


class RepositoryFile(NamedTuple):
    """A file with its path, absolute; how it is written, and its text."""

    path: str
    kind: str
    text: str

    @property
    def is_documentation(self) -> bool:
        """Whether it only tells of commands, to people."""
        return self.kind == MARKDOWN


def read_files(top: str, members: Iterable[str] = ()) -> Iterator[RepositoryFile]:
    """Yield the files of the repository at `top` that are looked at, by folder and name.

    members: the folders of the workspace's members.
    What is no regular file, what is larger than LIMIT, what cannot be read, and a link that leads out of the repository
    are left out. Bytes that are no UTF-8 become replacement characters.
    """
    at_top = _entries(top, top)
    for entry in at_top:
        kind = kind_of(entry.name)
        if kind not in ("", YAML, MARKDOWN) or entry.name.startswith(_AT_THE_TOP):
            yield from _read(entry.path, kind, top)
    folders = {entry.name for entry in at_top}
    for folder, kinds in _FOLDERS.items():
        if folder.partition("/")[0] in folders:
            for path in _folders(top, folder):
                for entry in _entries(path, top):
                    kind = kind_of(entry.name)
                    if kind in kinds:
                        yield from _read(entry.path, kind, top)
    for member in members:
        if member.startswith(top + os.sep):
            for name, kind in _BESIDE_A_MANIFEST:
                yield from _read(f"{member}{os.sep}{name}", kind, top)


def kind_of(name: str) -> str:
    """Return how a file of this name is written; "" where the name does not say, or nothing is known of it."""
    kind = _NAMES.get(name) or _ENDINGS.get(name[name.rfind(".") :] if "." in name else "")
    if kind is not None:
        return kind
    if name.startswith(("Dockerfile", "Containerfile")):
        return DOCKER
    return DOTENV if name.startswith(".env.") else ""


def _folders(top: str, folder: str) -> list[str]:
    parent, star, _ = folder.partition("/*")
    path = os.path.join(top, *parent.split("/"))
    return [entry.path for entry in _entries(path, top)] if star else [path]


def _entries(folder: str, top: str) -> list["os.DirEntry[str]"]:
    """Return what is in `folder`, sorted; nothing where it is outside the repository or cannot be listed."""
    if folder != top and not _is_inside(folder, top):
        return []
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _read(path: str, kind: str, top: str) -> Iterator[RepositoryFile]:
    try:
        state = os.stat(path)
        # a FIFO would make us wait for a writer
        if not stat.S_ISREG(state.st_mode) or state.st_size > LIMIT:
            return
        if not _is_inside(path, top):
            return
        with open(path, "rb") as file:
            content = file.read(LIMIT)
    except (OSError, ValueError):  # ValueError: a NUL in the name of a member
        return
    yield RepositoryFile(path, kind, content.decode(errors="replace").removeprefix("\ufeff"))


def _is_inside(path: str, top: str) -> bool:
    real, top = os.path.realpath(path), os.path.realpath(top)
    return os.path.commonpath((real, top)) == top
