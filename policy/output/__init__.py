"""One file per output format.

Each has one function, `render(report, documents, colour) -> str`: the whole output, ending in a line end. `colour` says
whether ANSI colours are wanted; a format for machines ignores it.
"""

from importlib import import_module

from policy.document import Documents
from policy.output.report import Report

FORMATS = ("text", "json")
"""The formats, which are their files' names too; only the one that is asked for is imported."""


def rendered(format_name: str, report: Report, documents: Documents, colour: bool) -> str:
    """Return `report` in one of FORMATS."""
    output: str = import_module(f"{__name__}.{format_name}").render(report, documents, colour)
    return output
