"""JUnit XML, as build servers read it."""

from xml.etree import ElementTree

from credprovider.conformance.report import FAILED, SKIPPED, Outcome, Report

_SUITE = "cargo-credprovider conformance"


def render(report: Report) -> str:
    """Return the report as one test suite, with what was found out as its properties."""
    counts = {"tests": len(report.outcomes), "failures": report.count(FAILED), "skipped": report.count(SKIPPED)}
    seconds = sum(outcome.seconds for outcome in report.outcomes)
    attributes = {"name": _SUITE, "errors": "0", "time": f"{seconds:.3f}"}
    root = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(root, "testsuite", {**attributes, **{key: str(n) for key, n in counts.items()}})
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("provider", report.provider), *report.facts, *(("note", note) for note in report.notes)):
        ElementTree.SubElement(properties, "property", {"name": name, "value": value})
    for outcome in report.outcomes:
        _add(suite, outcome)
    ElementTree.indent(root)
    # In ASCII with character references, so that it is right in every encoding of standard output.
    written: bytes = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _add(suite: ElementTree.Element, outcome: Outcome) -> None:
    case = outcome.case
    attributes = {
        "classname": outcome.section,
        "name": f"{case.number} {case.title}",
        "time": f"{outcome.seconds:.3f}",
    }
    test = ElementTree.SubElement(suite, "testcase", attributes)
    if outcome.status == SKIPPED:
        ElementTree.SubElement(test, "skipped", {"message": outcome.came})
    elif outcome.status == FAILED:
        failure = ElementTree.SubElement(test, "failure", {"message": outcome.came})
        failure.text = f"asked: {case.asked}\ncame: {outcome.came}"
