"""The report for programs, held against its schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.document import Document, Documents
from policy.edit import Edit
from policy.finding import Finding, Label
from policy.output.json import render
from policy.output.report import Report

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text())
FOLDER = str(Path("/home/me/ws").absolute())
MANIFEST = f"{FOLDER}/crates/app/Cargo.toml"
TEXT = '[dependencies]\nutils = { version = "1", registry = "nope" }\n'

PLACE = Place(MANIFEST, ("dependencies", "utils", "registry"))
REFUSAL = Refusal(
    cause="undefined-registry",
    phase=Phase.MANIFEST,
    chain=("failed to parse manifest", "registry index was not found"),
    place=PLACE,
)
FULL = Finding(
    rule="undefined-registry",
    severity="error",
    message="registry `nope` is not defined",
    place=PLACE,
    help="define it",
    labels=(Label(Place("CARGO_REGISTRIES_CORP_INDEX"), "another one"),),
    refusal=REFUSAL,
    fix=(Edit(PLACE, '"corp"'),),
)


def rendered(*findings: Finding) -> Any:
    text = render(Report(findings, 7, FOLDER), Documents({MANIFEST: Document(MANIFEST, TEXT)}), True)
    assert text.isascii()
    assert text.endswith("\n")
    report = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    return report


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_finding_with_all_its_parts() -> None:
    assert rendered(FULL) == {
        "schema": 1,
        "findings": [
            {
                "rule": "undefined-registry",
                "severity": "error",
                "message": "registry `nope` is not defined",
                "path": "crates/app/Cargo.toml",
                "line": 2,
                "column": 37,
                "end_line": 2,
                "end_column": 43,
                "help": "define it",
                "labels": [
                    {
                        "message": "another one",
                        "path": "CARGO_REGISTRIES_CORP_INDEX",
                        "line": None,
                        "column": None,
                        "end_line": None,
                        "end_column": None,
                    }
                ],
                "refusal": {
                    "by": "cargo",
                    "phase": "manifest",
                    "message": "failed to parse manifest\n\nCaused by:\n  registry index was not found",
                },
                "fix": [
                    {
                        "path": "crates/app/Cargo.toml",
                        "line": 2,
                        "column": 37,
                        "end_line": 2,
                        "end_column": 43,
                        "text": '"corp"',
                    }
                ],
            }
        ],
        "summary": {"files": 7, "files_with_findings": 1, "error": 1, "warning": 0, "advice": 0},
    }


def test_without_a_finding() -> None:
    assert rendered() == {
        "schema": 1,
        "findings": [],
        "summary": {"files": 7, "files_with_findings": 0, "error": 0, "warning": 0, "advice": 0},
    }


def test_what_is_left_out_is_empty() -> None:
    (finding,) = rendered(Finding("a-rule", "advice", "no", Place("")))["findings"]

    assert (finding["path"], finding["line"], finding["help"], finding["labels"], finding["refusal"]) == (
        *("", None, "", []),
        None,
    )


def test_a_secret_is_not_in_it() -> None:
    url = "sparse+https://me:s3cret@kellnr.example/"
    finding = FULL._replace(message=url, help=url, labels=(Label(PLACE, url),), refusal=REFUSAL.under(url))

    assert "s3cret" not in json.dumps(rendered(finding))


def test_a_fix_that_would_show_a_secret_is_left_out() -> None:
    edits = [Edit(edit.place, '"sparse+https://s3cret@kellnr.example/"') for edit in FULL.fix]
    assert edits
    assert "s3cret" not in json.dumps(rendered(FULL._replace(fix=(*edits,))))
    assert rendered(FULL._replace(fix=(*edits,)))["findings"][0]["fix"] == []


@pytest.mark.parametrize("phase", range(Phase.ARGUMENTS, Phase.UPLOAD + 1))
def test_every_phase_is_in_the_schema(phase: int) -> None:
    rendered(FULL._replace(refusal=REFUSAL._replace(phase=phase, by="crates.io")))


@pytest.mark.parametrize(
    "change",
    [{"schema": 2}, {"findings": None}, {"summary": {}}, {"findings": [{}]}, {"findings": [{"rule": "x"}]}],
)
def test_the_schema_refuses_something_else(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(rendered() | change)
