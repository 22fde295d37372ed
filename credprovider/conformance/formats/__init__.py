"""How a report is written; `FORMATS` is the list of ways."""

from collections.abc import Callable, Mapping

from credprovider.conformance.formats import junit, table, tap
from credprovider.conformance.report import Report

FORMATS: Mapping[str, Callable[[Report], str]] = {"table": table.render, "tap": tap.render, "junit": junit.render}
