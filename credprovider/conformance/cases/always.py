"""The invariants: what holds in every case. One of them is a case of its own."""

from credprovider.conformance import children
from credprovider.conformance.case import Case, Failed, Skipped
from credprovider.conformance.cases.processes import problem_under
from credprovider.conformance.expect import expect_all
from credprovider.conformance.kit import Kit
from credprovider.conformance.start import Start


def output(kit: Kit) -> None:
    """Standard output is the hello and one line per request.

    Nothing before, between and after them, each with its line end, and flushed.
    """
    held(kit, "I1")


def exit_status(kit: Kit) -> None:
    """The exit status is 0 whenever an answer was given.

    cargo throws an answer away, also a refusal, when the program ends with another status.
    """
    held(kit, "I2")


def secrecy(kit: Kit) -> None:
    """No token where others can see it.

    Not on standard error, in an error message, in the arguments of a child process, in a temporary file that is left.
    """
    kit.invariants.left_behind(kit.folder / "tmp")
    held(kit, "I3")
    skip_without_proc()


def schema(kit: Kit) -> None:
    """Every answer is one that cargo reads.

    `Ok` or `Err`, with the fields and types of the protocol.
    """
    held(kit, "I4")


def end(kit: Kit) -> None:
    """The program ends when its input does.

    Within the time limit.
    """
    held(kit, "I5")


def surroundings(kit: Kit) -> None:
    """Odd surroundings.

    The usual answer with standard error closed, LANG=C, an ASCII-only Python; an answer of some kind in a working
    directory that was removed, and without HOME.
    """
    if not kit.profile.no_token:
        kit.stored()
    usual = kit.get()
    alike = {
        "standard error closed": Start(before="exec 2>&-"),
        "LANG=C": Start(changes={"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}),
    }
    other = {
        "working directory removed": Start(before='gone=$(mktemp -d) && cd "$gone" && rmdir "$gone"'),
        "no HOME": Start(changes={"HOME": None}),
    }
    problems = [f"{name}: {problem}" for name, start in alike.items() if (problem := problem_under(kit, start, usual))]
    problems += [f"{name}: {problem}" for name, start in other.items() if (problem := problem_under(kit, start))]
    expect_all(problems)


def standard_input(kit: Kit) -> None:
    """Standard input is for requests alone.

    No question is read from it, and no child process has it or standard output as its own.
    """
    held(kit, "I7")
    skip_without_proc()


def header_values(kit: Kit) -> None:
    """Every token can be sent.

    Not empty, bytes 0x20 to 0x7e, no blank at either end.
    """
    held(kit, "I8")


def held(kit: Kit, invariant: str) -> None:
    """Raise Failed when the invariant was broken anywhere in this run."""
    breaches = kit.invariants.breaches.get(invariant)
    if breaches:
        more = kit.invariants.counts[invariant] - len(breaches)
        raise Failed("; ".join(breaches) + (f"; and {more} more" if more else ""))


def skip_without_proc() -> None:
    """Raise Skipped where nobody can see what processes do: then a part of the invariant was not looked at."""
    if not children.AVAILABLE:
        raise Skipped("there is no /proc here, so that child processes were not watched; nothing else was broken")


CASES = (
    Case("I1", output),
    Case("I2", exit_status),
    Case("I3", secrecy),
    Case("I4", schema),
    Case("I5", end),
    Case("I6", surroundings),
    Case("I7", standard_input),
    Case("I8", header_values),
)
