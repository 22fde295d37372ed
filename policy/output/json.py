"""For programs: one JSON object, which `schemas/report.schema.json` describes."""

from collections.abc import Iterator
from typing import Any

from policy.conceal import concealed
from policy.document import Documents, Location
from policy.edit import Edit
from policy.finding import Finding
from policy.output.located import in_order
from policy.output.message import concealed_message, line_shown
from policy.output.report import Report, counts, files_with_findings, path_from

SCHEMA = 1
"""Goes up when something in the output changes its meaning or goes away; new keys may come at any time."""


def render(report: Report, documents: Documents, colour: bool) -> str:  # noqa: ARG001 (all formats are called alike)
    """Return the whole report as one JSON object on several lines, in ASCII."""
    import json  # the other formats do without

    content = {
        "schema": SCHEMA,
        "findings": [as_object(one.finding, documents, report.folder) for one in in_order(report, documents)],
        "summary": {
            "files": report.files,
            "files_with_findings": files_with_findings(report),
            **counts(report),
        },
    }
    return json.dumps(content, indent=1) + "\n"


def as_object(finding: Finding, documents: Documents, folder: str) -> dict[str, Any]:
    """Return one finding as JSON has it; paths from `folder`."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": concealed(finding.message),
        **_where(finding.place.path, documents[finding.place.path].locate(finding.place), documents, folder),
        "help": concealed(finding.help),
        "labels": [
            {
                "message": concealed(label.text),
                **_where(label.place.path, documents[label.place.path].locate(label.place), documents, folder),
            }
            for label in finding.labels
        ],
        "refusal": _refusal(finding, documents),
        "fix": _fix(finding, documents, folder),
    }


def _refusal(finding: Finding, documents: Documents) -> dict[str, str] | None:
    refusal = finding.refusal
    if refusal is None:
        return None
    message = concealed_message(refusal.message, line_shown(finding, documents))
    return {"by": refusal.by, "phase": refusal.phase_name, "message": message}


def _fix(finding: Finding, documents: Documents, folder: str) -> list[dict[str, Any]]:
    """Return the changes that mend a finding; none where they would show a secret, which stars would overwrite."""
    changes = [one for edit in finding.fix for one in _changes(edit, documents, folder)]
    return changes if all(concealed(one["text"]) == one["text"] for one in changes) else []


def _changes(edit: Edit, documents: Documents, folder: str) -> Iterator[dict[str, Any]]:
    from policy.fix import replacement  # few findings have a fix

    document = documents[edit.place.path]
    change = replacement(document.text, edit)
    if change is not None:
        location = document.between(change.start, change.end)
        yield {**_where(edit.place.path, location, documents, folder), "text": change.text}


def _where(path: str, location: Location, documents: Documents, folder: str) -> dict[str, Any]:
    """Return a path and a location; null for the numbers that what is no file does not have."""
    numbers = {name: number or None for name, number in location._asdict().items()}
    return {"path": path_from(folder, documents[path]), **numbers}
