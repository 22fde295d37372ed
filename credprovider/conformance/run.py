"""A run of the kit: find out what the provider is, then the cases one by one."""

from collections.abc import Callable, Collection, Iterator
from time import monotonic

from credprovider.conformance.cargo import find_cargo
from credprovider.conformance.case import Case, Failed, Hung, Skipped
from credprovider.conformance.cases import SECTIONS, always, startup
from credprovider.conformance.kit import Kit
from credprovider.conformance.profile import find_out
from credprovider.conformance.report import FAILED, PASSED, SKIPPED, Outcome, Report
from credprovider.visible import visible

_MOST_HUNG = 5  # cases; each has waited for the whole time limit
_LONGEST = 700  # characters of one text in a report

NUMBERS = tuple(case.number for section in SECTIONS for case in section.cases)


def run_cases(kit: Kit, numbers: Collection[str], progress: Callable[[str], object]) -> Report:
    """Run the cases with these numbers, all when there are none, and return the report.

    The invariants are watched in every run and stand in every report; a run of them alone runs all cases. progress: is
    called with a line before each case. Raises CannotRunError and NoProgramError.
    """
    chosen = [number for number in numbers if not number.startswith("I")] or (NUMBERS if not numbers else [])
    with kit.place("before the cases"):
        find_out(kit)
    outcomes = list(_outcomes(kit, chosen or NUMBERS, progress))
    kit.left_behind()
    cargo = find_cargo()
    version = cargo.problem or f"{cargo.version[0]}.{cargo.version[1]}, {cargo.program}"
    facts = (("index URL", kit.url), *kit.profile.facts, ("cargo", version))
    return Report(
        provider=_printable(kit, " ".join([kit.provider.program, *kit.provider.args])),
        facts=tuple((name, _printable(kit, text)) for name, text in facts),
        notes=tuple(_printable(kit, note) for note in kit.notes),
        outcomes=tuple(outcomes),
    )


def _outcomes(kit: Kit, chosen: Collection[str], progress: Callable[[str], object]) -> Iterator[Outcome]:
    hung = 0
    for section in SECTIONS:
        for case in section.cases:
            if case.number not in chosen and section.cases is not always.CASES:
                continue
            progress(f"{case.number} {case.title}")
            begun = monotonic()
            status, came, hanging = _outcome(kit, case, hung)
            hung += hanging
            yield Outcome(case, section.title, status, _printable(kit, came), monotonic() - begun)


def _outcome(kit: Kit, case: Case, hung: int) -> tuple[str, str, bool]:
    """Return status, text, and whether the provider did not do something in time."""
    reason = _reason_to_skip(kit, case, hung)
    if reason:
        return SKIPPED, reason, False
    try:
        with kit.place(f"case {case.number}"):
            case.check(kit)
    except Skipped as skipped:
        return SKIPPED, str(skipped), False
    except Failed as failed:
        return FAILED, str(failed), isinstance(failed, Hung)
    return PASSED, "", False


def _reason_to_skip(kit: Kit, case: Case, hung: int) -> str:
    if case in always.CASES and case.number != "I6":
        return ""
    if kit.profile.no_hello and case not in startup.CASES:
        return f"no hello to go on from: {kit.profile.no_hello}"
    if hung >= _MOST_HUNG:
        return f"the provider did not do in time what {_MOST_HUNG} cases before this one asked for"
    return next((reason for need in case.needs if (reason := need(kit))), "")


def _printable(kit: Kit, text: str) -> str:
    return visible(kit.conceal(text), _LONGEST)
