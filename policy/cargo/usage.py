"""Options that exclude each other, that a stable cargo does not take, or whose value is none (`command_prelude.rs`)."""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from policy.cargo.compiling import COMPILING
from policy.cargo.place import Place
from policy.cargo.publish import index_error
from policy.cargo.refusal import Phase, Refusal

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

_ORIGINS = {"--registry": "<REGISTRY>", "--index": "<INDEX>", "--git": "<URL>", "--path": "<PATH>"}
"""The options that say where a package is, with the names of their values; one command takes one of them."""

_COMMANDS = ("publish", "package", "owner", "yank", "search", "info", "install")


def early_refusals(invocation: "Invocation") -> Iterator[Refusal]:
    """Yield what is refused in the options before anything is read."""
    yield from _conflicts(invocation)
    if invocation.has("-q", "--quiet") and invocation.has("-v", "-vv", "--verbose"):
        yield Refusal("invalid-argument", Phase.ARGUMENTS, ("cannot set both --verbose and --quiet",), Place(""), (1,))
    if error := index_error(invocation.value("--index")):
        yield Refusal("invalid-index-url", Phase.CONFIG, (error,), Place(""), (1,))


def _conflicts(invocation: "Invocation") -> Iterator[Refusal]:
    """Yield the refusal of a command line that names two places, without how the command is used, printed below it."""
    given = [option for option in invocation.values if option in _ORIGINS]
    for first, second in combinations(given, 2) if invocation.command in _COMMANDS else ():
        sentence = f"the argument '{first} {_ORIGINS[first]}' cannot be used with '{second} {_ORIGINS[second]}'"
        yield Refusal("invalid-argument", Phase.USAGE, (sentence,), Place(""))


_NIGHTLY = {
    "--artifact-dir": (("build",), 6790),
    "--breaking": (("update",), 12425),
    "--compile-time-deps": (COMPILING, 14434),
    "--message-format": (("package",), 15353),
    "--publish-time": (("generate-lockfile",), 5221),
    "--unit-graph": (COMPILING, 8002),
}
"""The options that only a nightly cargo takes: for which commands, and the issue that cargo names."""


def late_refusals(invocation: "Invocation") -> Iterator[Refusal]:
    """Yield what is refused in the options once the workspace is read."""
    for option, (commands, issue) in _NIGHTLY.items():
        if invocation.command in commands and (option in invocation.values or invocation.has(option)):
            sentence = (
                f"the `{option}` flag is unstable, and only available on the nightly channel of Cargo, but this is the "
                "`stable` channel\n"
                "See https://doc.rust-lang.org/book/appendix-07-nightly-rust.html for more information about Rust "
                "release channels.\n"
                f"See https://github.com/rust-lang/cargo/issues/{issue} for more information about the `{option}` flag."
            )
            yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""), (1,), option)
    jobs = invocation.value("-j", "--jobs")
    if jobs and invocation.command in (*COMPILING, "package", "publish"):
        sentence = ""
        number = jobs.removeprefix("-").removeprefix("+")
        if not (number.isascii() and number.isdigit()):
            sentence = f"could not parse `{jobs}`. Number of parallel jobs should be `default` or a number."
        elif not int(number):
            sentence = "jobs may not be 0"
        if sentence and jobs != "default":
            yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""), (2,), jobs)
