"""The Test Anything Protocol, version 14 (https://testanything.org/tap-version-14-specification.html).

A skipped case is `ok` there by definition; the directive behind it says that it was skipped.
"""

import json

from credprovider.conformance.report import FAILED, SKIPPED, Outcome, Report


def render(report: Report) -> str:
    """Return the report as TAP, failed cases with a YAML block."""
    lines = ["TAP version 14", f"1..{len(report.outcomes)}"]
    lines += [f"# {text}" for text in (report.provider, *(f"{name}: {text}" for name, text in report.facts))]
    for number, outcome in enumerate(report.outcomes, start=1):
        lines += _test(number, outcome)
    lines += [f"# {text}" for text in (*report.notes, report.summary)]
    return "\n".join(lines) + "\n"


def _test(number: int, outcome: Outcome) -> list[str]:
    case = outcome.case
    line = f"{'not ok' if outcome.status == FAILED else 'ok'} {number} - {_escaped(f'{case.number} {case.title}')}"
    if outcome.status == SKIPPED:
        return [f"{line} # SKIP {_escaped(outcome.came)}"]
    if outcome.status != FAILED:
        return [line]
    # A JSON string is a YAML string, whatever is in it.
    fields = {"asked": case.asked, "came": outcome.came, "beyond the protocol": case.beyond}
    return [line, "  ---", *(f"  {key}: {json.dumps(value)}" for key, value in fields.items()), "  ..."]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("#", "\\#")
