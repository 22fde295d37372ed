"""Commands that cargo itself does not have: aliases of the config, and programs named `cargo-NAME` (`cli.rs`)."""

import os

from policy.cargo.config import Config
from policy.cargo.config_types import list_of_strings
from policy.cargo.invocation import ALIASES, Invocation, parse_invocation
from policy.cargo.place import Place
from policy.cargo.program import start_error
from policy.cargo.refusal import CargoError

# fmt: off
BUILT_IN = frozenset({
    "add", "bench", "build", "check", "clean", "config", "doc", "fetch", "fix", "generate-lockfile", "git-checkout",
    "help", "info", "init", "install", "locate-project", "login", "logout", "metadata", "new", "owner", "package",
    "pkgid", "publish", "read-manifest", "remove", "report", "run", "rustc", "rustdoc", "search", "test", "tree",
    "uninstall", "update", "vendor", "verify-project", "version", "yank",
})
# fmt: on


def is_foreign(invocation: Invocation) -> bool:
    """Whether the command, as it was written, is none of cargo's own; its short names are aliases, too."""
    return bool(invocation.words) and invocation.words[0] not in BUILT_IN


def expanded(invocation: Invocation, config: Config) -> Invocation:
    """Return the command that an alias stands for; the same where it is none.

    Raises CargoError for an alias that leads nowhere, and for a command that nobody has.
    """
    passed: list[str] = []
    while is_foreign(invocation):
        name, *after = invocation.words
        words = _words(name, config)
        if words is None:
            if name not in ALIASES:
                _look_for_program(name, config)
            return invocation
        passed.append(name)
        inner = parse_invocation([*words, *after])
        if not inner.command:
            sentence = f"subcommand is required, add a subcommand to the command alias `alias.{name}`"
            raise CargoError(sentence, place=Place(""))
        if inner.words[0] in passed:
            way = " -> ".join((*passed, inner.words[0]))
            raise CargoError(f"alias {passed[0]} has unresolvable recursive definition: {way}", place=Place(""))
        values = {**invocation.values, **inner.values}
        invocation = inner._replace(values=values, flags=invocation.flags | inner.flags)
    return invocation


def _words(name: str, config: Config) -> list[str] | None:
    value = config.value("alias", name)
    if value is None:
        return None
    if isinstance(value.data, str):
        words = value.data.split()
    elif error := list_of_strings(value, ("alias", name)):
        raise error
    else:
        words = [str(item.data) for item in value.items]
    if not words:
        raise CargoError(f"subcommand is required, but `alias.{name}` is empty", place=value.place)
    return words


def _look_for_program(name: str, config: Config) -> None:
    """Raise CargoError where there is no program `cargo-NAME`, as far as it can be known: where cargo is found."""
    if start_error(f"cargo-{name}", config) is None or start_error("cargo", config) is not None:
        return
    from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

    aliases = config.root.table.get("alias")
    known = {*BUILT_IN, *ALIASES, *(aliases.table if aliases else ()), *_programs(config)}
    advice = f"help: find a package to install `{name}` with `cargo search cargo-{name}`"
    closest = closest_message(name, sorted(known), "command")
    sentence = f"no such command: `{name}`{closest}\n\nhelp: view all installed commands with `cargo --list`\n{advice}"
    raise CargoError(sentence, place=Place(""))


def _programs(config: Config) -> set[str]:
    """Return the names of the programs `cargo-NAME` on PATH and in CARGO_HOME."""
    folders = [*config.environment.get("PATH", "").split(os.pathsep), os.path.join(config.cargo_home, "bin")]
    found: set[str] = set()
    for folder in (os.path.join(config.folder, one) for one in folders):
        try:
            names = [name for name in os.listdir(folder) if name.startswith("cargo-")]
        except (OSError, ValueError):
            continue
        found.update(name for name in names if os.access(os.path.join(folder, name), os.X_OK))
    return {name.removeprefix("cargo-").removesuffix(".exe") for name in found}
