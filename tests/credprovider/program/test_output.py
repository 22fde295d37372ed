import pytest

from credprovider.errors import Other
from credprovider.program.output import printed_token
from credprovider.route import Route
from credprovider.settings import Settings
from tests.credprovider.provider import CANARY, INDEX

NOW = 1_790_000_000.0


def read(output: bytes, **table: object) -> tuple[str, int | None]:
    """Return the token, as text, and its end; `a_b` is the key `a-b` of the route's table."""
    plain = {key.replace("_", "-"): value for key, value in table.items()}
    token, expires = printed_token(output, Route(INDEX, plain, Settings({}, ""), separate=False), NOW)
    return token.reveal(), expires


@pytest.mark.parametrize("output", [b"abc", b"abc\n", b"abc\r\n"])
def test_text_is_one_line(output: bytes) -> None:
    # abuse case 34
    assert read(output) == ("abc", None)


@pytest.mark.parametrize("output", [b"abc\n\n", b"\nabc", b"abc\ndef", b"note\r\nabc\r\n", b"abc\n \n"])
def test_more_than_one_line_is_refused(output: bytes) -> None:
    # as cargo:token-from-stdout does, cargo 1.95
    with pytest.raises(Other, match="it printed more than one line"):
        read(output)


@pytest.mark.parametrize("output", [b"a\rb", b"a\0b", b"a\x1b[2J", "é".encode(), b"\xff", b" abc", b"x" * 70000, b" "])
def test_text_that_is_no_token(output: bytes) -> None:
    # conformance 55; abuse cases 35 to 37
    with pytest.raises(Other, match="the token"):
        read(output)


def test_fields_are_found_by_dots() -> None:
    output = b'{"credential": {"token": "abc", "end": 3600}, "token": "no"}\n'

    assert read(output, format="json", field="credential.token") == ("abc", None)
    assert read(output, format="json", field="token", expires_field="credential.end") == ("no", 1_790_003_600)


@pytest.mark.parametrize(
    ("output", "what"),
    [
        ('{"token": "%s", "token": "b"}', "it did not print JSON; the key at character"),
        ('{"token": "%s"} {}', "it did not print JSON; text after the value"),
        ("%s", "it did not print JSON; expected a value"),
        ("\ufeff{}", "it did not print JSON; expected a value"),
        ('["%s"]', "it printed JSON without the field token; before token is no object"),
        ('{"secret": "%s", "a\\u001b": 1}', "without the field token; in place of token there are: secret, a\\x1b"),
        ('{"token": 7}', "the field token of what it printed is not a string"),
        ('{"token": null}', "the field token of what it printed is not a string"),
        ('{"token": "%s\\n"}', None),
        ('{"token": "%s\\r\\nX: 1"}', "the token contains a character"),
        ('{"token": "%sé"}', "the token contains a character"),
        ('{"token": ""}', "the token is empty"),
    ],
)
def test_json_is_read_strictly_and_shown_nowhere(output: str, what: str | None) -> None:
    data = output.replace("%s", CANARY).encode()
    if what is None:
        assert read(data, format="json", field="token") == (CANARY, None)
        return
    with pytest.raises(Other) as raised:
        read(data, format="json", field="token")

    said = "; ".join([raised.value.message, *raised.value.causes])
    assert what in said
    assert CANARY not in said


@pytest.mark.parametrize(
    ("end", "what"),
    [("1790003600000", "milliseconds"), ('"2030-12-31T00:00:00"', "time zone"), ("null", "neither a time")],
)
def test_an_end_that_is_none_names_its_field(end: str, what: str) -> None:
    with pytest.raises(Other, match=r"the field a\.b of what it printed does not say when the token ends") as raised:
        read(f'{{"token": "abc", "a": {{"b": {end}}}}}'.encode(), format="json", field="token", expires_field="a.b")

    assert what in raised.value.causes[0]


def test_an_end_that_is_missing_is_refused() -> None:
    with pytest.raises(Other, match="without the field end"):
        read(b'{"token": "abc"}', format="json", field="token", expires_field="end")
