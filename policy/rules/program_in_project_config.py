"""A config file of the project names a program that everybody who uses the project will run.

## What it does
Looks in every config file outside CARGO_HOME for the programs of `credential-provider`, `global-credential-providers`,
`[credential-alias]`, `rustc`, `rustc-wrapper`, `rustc-workspace-wrapper` and `runner`. One that lies in the project is
an error; one at another fixed place, or a shell with a command, is a warning. A program that is found by its name on
PATH is not reported: a team may well agree on one.

## Why
Whoever can change the project decides what is run on your machine. A credential provider runs as soon as cargo reads
from a registry that wants authentication, be it for an editor that opens the folder, and `cargo login` hands it the
token.

## Example
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    credential-provider = ["scripts/token.sh", "--registry", "company"]

## Fix
Install the program, put it on PATH, and let everybody name it in `$CARGO_HOME/config.toml`.
"""

import os
from collections.abc import Iterator

from policy.cargo.config_value import dotted
from policy.cargo.place import Place
from policy.cargo.toml_file import TomlFile
from policy.context import Context
from policy.finding import Finding
from policy.whose_config import project_files

NAME = "program-in-project-config"
SEVERITY = "error"

_TOKENS = "it is handed tokens"
_BUILDS = "it runs with every build"
_PROGRAMS = {
    "registry.credential-provider": _TOKENS,
    "registry.global-credential-providers.*": _TOKENS,
    "registries.*.credential-provider": _TOKENS,
    "credential-alias.*": _TOKENS,
    "build.rustc": _BUILDS,
    "build.rustc-wrapper": _BUILDS,
    "build.rustc-workspace-wrapper": _BUILDS,
    "target.*.runner": "it runs with `cargo run` and `cargo test`",
}
_SHELLS = (
    *("sh", "bash", "dash", "zsh", "fish", "cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "python"),
    *("python3", "node", "deno", "perl", "ruby", "env"),
)
_FROM_STDOUT = "cargo:token-from-stdout"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each program that is not just a name."""
    workspace = context.workspace
    tops = [(workspace.root or workspace.current).folder] if workspace else []
    for file in project_files(context.config):
        root = os.path.dirname(os.path.dirname(file.path))
        for pattern, when in _PROGRAMS.items():
            for place, words in _commands(file, pattern):
                name = dotted(place.key)
                if any(_is_inside(os.path.join(root, word), [root, *tops]) for word in _paths(words)):
                    message = f"`{name}` runs a program that lies in the project: {when}"
                    yield Finding(NAME, SEVERITY, message, place, "install it outside and name it in CARGO_HOME")
                elif not _is_agreed(words):
                    message = f"`{name}` decides for everybody what is run: {when}"
                    yield Finding(NAME, "warning", message, place, "let everybody name it in CARGO_HOME")


def _commands(file: TomlFile, pattern: str) -> Iterator[tuple[Place, list[str]]]:
    """Yield the programs with their arguments that stand under a key path in which `*` is any key or item."""
    found: list[tuple[Place, object]] = [(Place(file.path), file.data)]
    for part in pattern.split("."):
        found = [
            (place.at(key), item)
            for place, value in found
            for key, item in (enumerate(value) if isinstance(value, list) else _entries(value))
            if part in ("*", key)
        ]
    for place, value in found:
        words = value
        if isinstance(value, str):
            words = [value] if place.key[0] == "build" else value.split()
        if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
            yield place, words[1:] if words[0] == _FROM_STDOUT else words


def _entries(value: object) -> list[tuple[str, object]]:
    return list(value.items()) if isinstance(value, dict) else []


def _paths(words: list[str]) -> list[str]:
    """Return the words that name a file to be run: the program, and with a shell whatever comes first."""
    if not words:
        return []
    if words[0] not in _SHELLS:
        return words[:1] if _is_path(words[0]) else []
    return [word for word in words[1:] if not word.startswith("-") and (_is_path(word) or "." in word)][:1]


def _is_agreed(words: list[str]) -> bool:
    """Whether a command is no more than the name of a program that everybody has installed for himself."""
    return not words or not (_is_path(words[0]) or (words[0] in _SHELLS and len(words) > 1))


def _is_path(word: str) -> bool:
    return "/" in word or "\\" in word


def _is_inside(path: str, tops: list[str]) -> bool:
    normal = os.path.normpath(path)
    return any(normal.startswith(top.rstrip(os.sep) + os.sep) for top in tops)
