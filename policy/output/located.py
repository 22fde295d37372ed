"""The findings of a report with their lines and columns."""

from typing import NamedTuple

from policy.document import Documents, Location
from policy.finding import Finding
from policy.output.report import Report


class Located(NamedTuple):
    """A finding and where it is."""

    finding: Finding
    location: Location


def in_order(report: Report, documents: Documents) -> list[Located]:
    """Return the findings of `report` by path, line, column, and rule; what is in no file comes first."""
    by_file = sorted(report.findings, key=lambda finding: finding.place.path)  # so that each is read once
    located = [Located(finding, documents[finding.place.path].locate(finding.place)) for finding in by_file]
    located.sort(key=lambda one: (one.location.line > 0, one.finding.place.path, one.location, one.finding.rule))
    return located
