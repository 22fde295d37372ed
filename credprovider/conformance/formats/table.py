"""The report for people."""

import textwrap
from itertools import groupby

from credprovider.conformance.report import FAILED, PASSED, SKIPPED, Outcome, Report

_MARKS = {PASSED: "ok", FAILED: "FAILED", SKIPPED: "-"}
_WIDTH = 118
_BEYOND = "(Beyond the protocol: robustness or caution.)"


def render(report: Report) -> str:
    """Return the report as a table by section; failed cases with what was asked for and what came."""
    width = max((len(name) for name, _ in report.facts), default=0)
    lines = [report.provider, ""]
    lines += [line for name, text in report.facts for line in _wrapped(f"  {name:<{width}}  ", text)]
    for section, outcomes in groupby(report.outcomes, lambda outcome: outcome.section):
        lines += ["", section]
        for outcome in outcomes:
            lines += _rows(outcome)
    lines += ["", *(line for note in report.notes for line in _wrapped("note: ", note)), report.summary]
    return "\n".join(lines) + "\n"


def _rows(outcome: Outcome) -> list[str]:
    head = f"  {_MARKS[outcome.status]:<6}  {outcome.case.number:>3}  {outcome.case.title}"
    if outcome.status == PASSED:
        return [head]
    if outcome.status == SKIPPED:
        return [head, *_wrapped(" " * 13 + "skipped: ", outcome.came)]
    asked = f"{outcome.case.asked} {_BEYOND}" if outcome.case.beyond else outcome.case.asked
    return [head, *_wrapped(" " * 13 + "asked: ", asked), *_wrapped(" " * 13 + "came:  ", outcome.came)]


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    ) or [head]
