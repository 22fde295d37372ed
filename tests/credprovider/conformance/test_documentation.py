"""docs/conformance.md has every case, as the kit has it."""

from pathlib import Path

from credprovider.conformance.cases import SECTIONS

TEXT = (Path(__file__).parents[3] / "docs" / "conformance.md").read_text()


def test_every_case_is_listed_with_its_title() -> None:
    listed = [line for line in TEXT.partition("## The cases")[2].splitlines() if line.startswith(("###", "| "))]
    expected = []
    for section in SECTIONS:
        expected += [f"### {section.title}", "| case | what is tried |"]
        expected += [f"| {case.number}{' *' if case.beyond else ''} | {case.title} |" for case in section.cases]

    assert listed == expected


def test_what_is_beyond_the_protocol_is_marked_among_the_failed_cases() -> None:
    beyond = {case.number: case.beyond for section in SECTIONS for case in section.cases}
    rows = [line.split("|") for line in TEXT.splitlines() if line.startswith("| cargo-credential-")]
    failed = [row[5].replace("those of oo7, and", "").strip().split(", ") for row in rows]

    assert len(rows) == 4
    for number in (number for row in failed for number in row):
        assert beyond[number.rstrip("*")] == number.endswith("*"), number
