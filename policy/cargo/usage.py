"""Two options of one command line that exclude each other (`clap` in cargo's `cli.rs`)."""

from itertools import combinations
from typing import TYPE_CHECKING

from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

_ORIGINS = {"--registry": "<REGISTRY>", "--index": "<INDEX>", "--git": "<URL>", "--path": "<PATH>"}
"""The options that say where a package is, with the names of their values; one command takes one of them."""

_COMMANDS = ("publish", "package", "owner", "yank", "search", "info", "install")


def conflict(invocation: "Invocation") -> Refusal | None:
    """Return the refusal of a command line that names two places, or None.

    What cargo prints below it, how the command is used, is left out.
    """
    if invocation.command not in _COMMANDS:
        return None
    given = [option for option in invocation.values if option in _ORIGINS]
    for first, second in combinations(given, 2):
        sentence = f"the argument '{first} {_ORIGINS[first]}' cannot be used with '{second} {_ORIGINS[second]}'"
        return Refusal("invalid-argument", Phase.USAGE, (sentence,), Place(""))
    return None
