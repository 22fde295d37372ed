"""One file per output format.

Each has one function, `render(report, documents, colour) -> str`: the whole output, ending in a line end. `colour` says
whether ANSI colours are wanted; a format for machines ignores it.
"""

from collections.abc import Callable

from policy.document import Documents
from policy.output import json, text
from policy.output.report import Report

FORMATS: dict[str, Callable[[Report, Documents, bool], str]] = {
    "text": text.render,
    "json": json.render,
}
