"""What every format has to show, in the order in which it is shown."""

import os
from typing import NamedTuple

from policy.document import Document
from policy.finding import SEVERITIES, Finding


class Report(NamedTuple):
    """The result of a check.

    findings: in any order.
    files: how many files were read.
    folder: the current folder; files in and around it are shown by their path from there.
    """

    findings: tuple[Finding, ...]
    files: int
    folder: str


def counts(report: Report) -> dict[str, int]:
    """Return how many findings have each severity, the hardest first."""
    return {
        severity: sum(finding.severity == severity for finding in report.findings) for severity in reversed(SEVERITIES)
    }


def files_with_findings(report: Report) -> int:
    """Return how many files have a finding; an environment variable and the command line are none."""
    return len({finding.place.path for finding in report.findings if os.path.isabs(finding.place.path)})


def path_from(folder: str, document: Document) -> str:
    """Return a file's path from `folder`, or its whole path where that is shorter, with forward slashes.

    What is no file keeps its name.
    """
    if not document.is_file:
        return document.path
    try:
        path = min(os.path.relpath(document.path, folder), document.path, key=len)
    except ValueError:  # another drive
        path = document.path
    return path.replace(os.sep, "/")
