"""The report in its forms: what programs read is well-formed, whatever a provider has said."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from credprovider.commands import conformance
from credprovider.conformance.cases import SECTIONS
from credprovider.conformance.formats import FORMATS
from credprovider.conformance.report import FAILED, PASSED, SKIPPED, Outcome, Report
from tests.credprovider.conformance.kit import environment, program, run_kit

CASES = {case.number: case for section in SECTIONS for case in section.cases}
REPORT = Report(
    provider="/usr/bin/provider --format {{password}}",
    facts=(("login", "supported"), ("cargo", "no cargo on PATH")),
    notes=("something to tell",),
    outcomes=(
        Outcome(CASES["1"], "A. Start-up and handshake", PASSED, "", 0.25),
        Outcome(CASES["5"], "A. Start-up and handshake", FAILED, 'came "#1" \\ <&> ]]> --- ... é', 1.0),
        Outcome(CASES["33"], "C. URL routing", SKIPPED, "a reason with # and \\", 0.0),
    ),
)
HOSTILE = r"""#!/bin/sh
printf '{"v":[1]}\n'
while read -r line; do
  printf '{"Err":{"kind":"other",'
  printf '"message":"\\u001b]0;title\\u0007 ]]> <x> & # SKIP \\n---\\nnot ok 1 \\u202e \\ud800"}}\n'
done
"""


def parsed_tap(text: str) -> list[tuple[str, str, dict[str, object]]]:
    """Read TAP: outcome, description and YAML block of each test. Every other line must be a comment."""
    lines = text.splitlines()
    assert lines[0] == "TAP version 14"
    assert lines[1].startswith("1..")
    tests: list[tuple[str, str, dict[str, object]]] = []
    inside = False
    for line in lines[2:]:
        if inside:
            inside = line != "  ..."
            if inside:
                key, _, value = line.strip().partition(": ")
                tests[-1][2][key] = json.loads(value)
        elif line == "  ---":
            inside = True
        elif match := re.fullmatch(r"(ok|not ok) (\d+) - ((?:[^#\\]|\\.)*?)(?: # SKIP (.*))?", line):
            assert int(match[2]) == len(tests) + 1
            tests.append(("skip" if match[4] else match[1], match[3], {"reason": match[4]} if match[4] else {}))
        else:
            assert line.startswith("# "), line
    assert not inside
    assert lines[1] == f"1..{len(tests)}"
    return tests


def test_every_format_can_be_chosen() -> None:
    assert tuple(FORMATS) == conformance.FORMAT_NAMES


def test_the_table() -> None:
    text = FORMATS["table"](REPORT)

    assert "  ok        1  No request: the hello, and the end\n" in text
    assert "  FAILED    5  --cargo-plugin among other arguments\n             asked: The protocol all the same." in text
    assert '             came:  came "#1" \\ <&> ]]> --- ... é\n' in text
    assert "  -        33  crates.io under both of its URLs\n             skipped: a reason with # and \\\n" in text
    assert text.endswith("note: something to tell\n3 cases: 1 passed, 1 failed, 1 skipped\n")
    assert all(len(line) <= 120 for line in text.splitlines())


def test_tap() -> None:
    assert parsed_tap(FORMATS["tap"](REPORT)) == [
        ("ok", "1 No request: the hello, and the end", {}),
        (
            "not ok",
            "5 --cargo-plugin among other arguments",
            {"asked": "The protocol all the same.", "came": REPORT.outcomes[1].came, "beyond the protocol": True},
        ),
        ("skip", "33 crates.io under both of its URLs", {"reason": "a reason with \\# and \\\\"}),
    ]


def test_junit() -> None:
    text = FORMATS["junit"](REPORT)
    assert text.isascii()
    suite = ElementTree.fromstring(text)[0]  # noqa: S314 - we have just written it

    assert suite.attrib == {
        "name": "cargo-credprovider conformance",
        "tests": "3",
        "failures": "1",
        "skipped": "1",
        "errors": "0",
        "time": "1.250",
    }
    properties = {entry.attrib["name"]: entry.attrib["value"] for entry in suite.iter("property")}
    assert properties == {
        "provider": REPORT.provider,
        "login": "supported",
        "cargo": "no cargo on PATH",
        "note": "something to tell",
    }
    passed, failed, skipped = suite.iter("testcase")
    assert len(passed) == 0
    assert failed[0].tag == "failure"
    assert failed[0].attrib["message"] == REPORT.outcomes[1].came
    assert (failed[0].text or "").startswith("asked: The protocol all the same.\ncame: came")
    assert (skipped[0].tag, skipped[0].attrib["message"]) == ("skipped", "a reason with # and \\")


def read_table(text: str) -> None:
    assert "FAILED" in text


def read_junit(text: str) -> None:
    failures = ElementTree.fromstring(text).iter("failure")  # noqa: S314 - the kit has just written it
    assert len(list(failures)) > 3


def read_tap(text: str) -> None:
    assert [test[0] for test in parsed_tap(text)].count("not ok") > 3


@pytest.mark.parametrize(("name", "read"), [("table", read_table), ("tap", read_tap), ("junit", read_junit)])
def test_what_a_hostile_provider_says_is_escaped(tmp_path: Path, name: str, read: Callable[[str], None]) -> None:
    hostile = program(tmp_path, HOSTILE)
    cases = [word for number in ("11", "26", "38", "39", "77") for word in ("--case", number)]
    ran = run_kit(
        "--format", name, "--foreign-url", "https://a/", *cases, "--", hostile, environment=environment(tmp_path)
    )

    assert ran.status == 1
    read(ran.out)
    for character in "\x1b\x07\u202e\x00":
        assert character not in ran.out + ran.errors
    assert "not ok 1 \\" not in ran.out.replace("\\\\", "\\").splitlines()
