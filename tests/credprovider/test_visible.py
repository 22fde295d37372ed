from hypothesis import given
from hypothesis import strategies as st

from credprovider.visible import visible


def test_plain_text_stays_as_it_is() -> None:
    assert visible("sparse+https://прив.example/ü/") == "sparse+https://прив.example/ü/"


def test_what_a_terminal_would_obey_is_written_out() -> None:
    # abuse case 21: ESC, OSC, CR, LF, bidirectional marks
    assert visible("a\x1b[2J\r\n\x07\u202eb\u2028\ud800\U000e0001") == (
        "a\\x1b[2J\\x0d\\x0a\\x07\\u202eb\\u2028\\ud800\\U000e0001"
    )


def test_long_text_is_cut_and_says_so() -> None:
    assert visible("x" * 400, 5) == "xxxxx..."


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_shown_is_always_printable(text: str) -> None:
    assert visible(text).isprintable()
