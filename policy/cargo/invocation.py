"""A cargo command line, as far as it decides what cargo refuses."""

import os
from collections.abc import Sequence
from typing import NamedTuple

ALIASES = {"b": "build", "c": "check", "d": "doc", "r": "run", "t": "test", "rm": "remove"}
"""The short names that cargo itself gives to some commands."""

# fmt: off
_WITH_VALUE = frozenset({
    "--config", "-C", "-Z", "--color", "--manifest-path", "--lockfile-path", "-p", "--package", "--exclude",
    "--registry", "--index", "--token", "--target", "--target-dir", "--artifact-dir", "-F", "--features", "-j",
    "--jobs", "--message-format", "--format-version", "--filter-platform", "--profile", "--version", "--vers", "-a",
    "--add", "-r", "--remove", "--root", "--path", "--git", "--branch", "--tag", "--rev", "--limit", "--depth", "-e",
    "--edges", "--prefix", "-i", "--invert", "--precise", "--bin", "--example", "--test", "--bench", "--publish-time",
})
# fmt: on
_FLAG_IN = {("publish", "-r"), ("build", "-r"), ("check", "-r"), ("test", "-r"), ("run", "-r"), ("bench", "-r")}


class Invocation(NamedTuple):
    """What is asked of cargo.

    command: the subcommand's full name; "" where there is none.
    names: the positional arguments after it.
    flags: the flags that are there, such as `--dry-run`.
    values: each option that takes a value, with its values in their order.
    words: the command as it was written, and everything behind it.
    """

    command: str
    names: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    values: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - a NamedTuple's default, never changed
    words: tuple[str, ...] = ()

    def value(self, *options: str) -> str | None:
        """Return the last value of an option under any of its spellings, or None."""
        return next((self.values[option][-1] for option in options if option in self.values), None)

    def all(self, *options: str) -> tuple[str, ...]:
        """Return every value of an option under any of its spellings."""
        return tuple(value for option in options for value in self.values.get(option, ()))

    def has(self, *flags: str) -> bool:
        """Whether one of the flags is there."""
        return any(flag in self.flags for flag in flags)

    @property
    def asks_for_words(self) -> bool:
        """Whether cargo only says something of itself, for which it reads no config and no manifest."""
        if self.command in ("help", "version") or self.has("--help", "-h"):
            return True
        return not self.command and self.has("--version", "-V", "--list")

    @property
    def asks_for_members(self) -> bool:
        """Whether it is `cargo metadata --no-deps`, which resolves nothing; `cargo doc --no-deps` does."""
        return self.command == "metadata" and self.has("--no-deps")

    @property
    def installs_from_registry(self) -> bool:
        """Whether it is `cargo install` of a package that is in a registry, and in no folder or git repository."""
        return self.command == "install" and bool(self.names) and self.value("--path", "--git") is None

    def manifest_folder(self, folder: str) -> str:
        """Return the folder from which cargo, started in `folder`, looks for the manifest."""
        path = self.value("--manifest-path")
        if path is None:
            return folder
        whole = os.path.normpath(os.path.join(folder, path))
        return os.path.dirname(whole) if whole.endswith(".toml") else whole


def parse_invocation(args: Sequence[str]) -> Invocation:
    """Take apart the arguments after `cargo`; shell redirections among them are left out."""
    command = ""
    words: tuple[str, ...] = ()
    names: list[str] = []
    flags: set[str] = set()
    values: dict[str, tuple[str, ...]] = {}
    rest = [
        arg for number, arg in enumerate(args) if not arg.startswith("<") and (not number or args[number - 1] != "<")
    ]
    while rest:
        arg = rest.pop(0)
        if arg == "--":
            break
        option, equals, value = arg.partition("=")
        if arg.startswith("-") and len(arg) > 1:
            if arg[:2] in ("-p", "-F", "-j", "-Z", "-C") and not arg.startswith("--") and len(arg) > 2:
                option, equals, value = arg[:2], "=", arg[2:].removeprefix("=")
            if option not in _WITH_VALUE or (command, option) in _FLAG_IN or (not command and option == "--version"):
                flags.add(option)
                continue
            if not equals:
                value = rest.pop(0) if rest and (option == "--config" or not rest[0].startswith("-")) else ""
            values[option] = (*values.get(option, ()), value)
        elif arg.startswith("+") and not command and not names:
            continue  # rustup's toolchain
        elif not command:
            command, words = ALIASES.get(arg, arg), (arg, *rest)
        else:
            names.append(arg)
    return Invocation(command, tuple(names), frozenset(flags), values, words)
