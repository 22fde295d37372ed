"""Nothing that comes out of a file steers the terminal."""

import pytest

from policy.escape import escaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("naïve 漢字 🦀", "naïve 漢字 🦀"),
        ("\x1b[31m", "\\u{1b}[31m"),
        ("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"),
        ("\u202eevil\u2066", "\\u{202e}evil\\u{2066}"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("\x7f\x9b", "\\u{7f}\\u{9b}"),
        ("no\xa0break", "no\\u{a0}break"),
        ("\udcff", "\\u{dcff}"),
    ],
)
def test_what_shows_nothing_is_written_out(text: str, expected: str) -> None:
    assert escaped(text) == expected
