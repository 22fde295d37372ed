"""Lines that no terminal has room for, and spans that the lines do not have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.document import Document, Location
from policy.output.excerpt import Mark, excerpt
from policy.output.paint import painter


def drawn(text: str, *marks: Mark) -> list[str]:
    return excerpt(Document("/x", text), marks, 1, painter(False))


def mark(line: int, column: int, end_line: int, end_column: int) -> Mark:
    return Mark(Location(line, column, end_line, end_column), "^", "error", "")


@pytest.mark.parametrize("before", [0, 5, 100, 500])
@pytest.mark.parametrize("after", [0, 100, 500])
def test_a_long_line_is_cut_around_the_span(before: int, after: int) -> None:
    line = "<" * before + "HERE" + ">" * after

    _, text, marks = drawn(line, mark(1, before + 1, 1, before + 5))

    assert len(text) <= 150
    assert text[marks.index("^") : marks.index("^") + 4] == "HERE"
    assert marks.count("^") == 4
    assert text.startswith("1 | ...") == (len(line) > 140 and before > 60)
    assert text.endswith("...") == (len(line) > 140 and after > 76)


def test_a_span_longer_than_the_excerpt_is_marked_as_far_as_it_is_seen() -> None:
    _, text, marks = drawn("x" * 1000, mark(1, 1, 1, 1001))

    assert text == "1 | " + "x" * 140 + "..."
    assert marks == "  | " + "^" * 140


def test_of_a_span_over_several_lines_the_first_is_marked() -> None:
    assert drawn("a = '''\nb\n'''\n", mark(1, 5, 3, 4)) == ["  |", "1 | a = '''", "  |     ^^^"]


def test_two_marks_far_apart_on_one_long_line() -> None:
    _, text, *marks = drawn("x" * 1000, mark(1, 1, 1, 5), mark(1, 900, 1, 905))

    assert text.endswith("...")
    assert [line.count("^") for line in marks] == [4, 1]


def test_an_accent_of_its_own_takes_no_cell() -> None:
    assert drawn("e\u0301 = 1", mark(1, 6, 1, 7))[-1] == "  |     ^"


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.text(max_size=300),
    st.lists(st.tuples(*[st.integers(1, 320)] * 2, st.integers(1, 9)), min_size=1, max_size=3),
)
def test_no_line_and_no_span_is_too_strange(text: str, spans: list[tuple[int, int, int]]) -> None:
    for row in drawn(text, *(mark(line, min(ends), line, max(ends)) for *ends, line in spans)):
        assert row.isprintable()
