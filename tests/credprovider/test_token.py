import base64
import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.errors import Other
from credprovider.presets import PRESETS
from credprovider.token import MAX_LENGTH, Header, Secret, Token, stored_token, typed_token

GOOD = ["x", "a b", "Bearer abc", "!~", "x" * MAX_LENGTH, "e" * 16384]
BAD = [
    *(
        "",
        " ",
        "  ",
        " hidden",
        "hidden ",
        "hidden\n",
        "hidden\r\nX-Evil: 1",
        "hidden\0",
        "hidden\x1b",
        "hidden\x7f",
        "hiddenä",
    ),
    *("hid\tden", "x" * (MAX_LENGTH + 1)),
]


@pytest.mark.parametrize("text", GOOD)
def test_what_a_token_may_be(text: str) -> None:
    # abuse case 37 among them
    assert Token(text).reveal() == text


@pytest.mark.parametrize("text", BAD)
def test_what_a_token_may_not_be(text: str) -> None:
    # abuse cases 35, 36, 37; conformance 55, 67
    with pytest.raises(Other) as raised:
        Token(text)

    assert "hid" not in str(raised.value)


@given(st.text())
def test_a_token_is_always_a_valid_header_value(text: str) -> None:
    try:
        kept = Token(text).reveal()
    except Other:
        return
    assert kept == text
    assert all(0x20 <= ord(char) <= 0x7E for char in kept)
    assert kept.strip(" ") == kept


@pytest.mark.parametrize(("data", "text"), [(b"abc\n", "abc"), (b"abc\r\n", "abc"), (b"abc", "abc"), (b"a b\n", "a b")])
def test_one_line_end_after_a_stored_token_is_dropped(data: bytes, text: str) -> None:
    # abuse case 34
    assert stored_token(data).reveal() == text


@pytest.mark.parametrize(
    "data", [b"abc\n\n", b"\nabc", b"abc\r", b"abc\n\r\n", b"\n", b"", b"\xff\xfe", "tökén".encode()]
)
def test_other_stored_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Other):
        stored_token(data)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("  abc \n", "abc"), ("cargo login abc", "abc"), (" cargo login  abc\r\n", "abc"), ("Bearer abc\n", "Bearer abc")],
)
def test_what_a_person_pastes_is_trimmed(typed: str, text: str) -> None:
    # conformance 65, 66
    assert typed_token(Secret(typed)).reveal() == text


@pytest.mark.parametrize("secret", [Secret("canary"), Token("canary")])
def test_a_secret_does_not_show_itself(secret: Secret) -> None:
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", format(secret, "s"), repr([secret])]

    assert not any("canary" in text for text in shown)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.copy(secret)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{token}", "abc"),
        ("Bearer {token}", "Bearer abc"),
        ("token {token}", "token abc"),
        ("Basic {b64(PAT:{token})}", "Basic " + base64.b64encode(b"PAT:abc").decode()),
        ("Basic {b64(:{token})}", "Basic " + base64.b64encode(b":abc").decode()),
    ],
)
def test_header_templates(template: str, value: str) -> None:
    assert Header(template).value(Token("abc")).reveal() == value


def test_base64_has_no_line_breaks() -> None:
    long = "x" * 3000

    assert (
        Header("Basic {b64(u:{token})}").value(Token(long)).reveal()
        == "Basic " + base64.b64encode(f"u:{long}".encode()).decode()
    )


@pytest.mark.parametrize(
    ("template", "stored"),
    [
        ("Bearer {token}", "Bearer abc"),
        ("Bearer {token}", "bearer abc"),
        ("Basic {b64(PAT:{token})}", "Basic UEFUOmFiYw=="),
        ("token {token}", "Token abc"),
    ],
)
def test_a_scheme_is_not_doubled(template: str, stored: str) -> None:
    # abuse case 38, conformance 56
    assert Header(template).value(Token(stored)).reveal() == stored


def test_a_stored_token_with_another_scheme_is_refused() -> None:
    with pytest.raises(Other, match="already has the scheme `Basic`"):
        Header("Bearer {token}").value(Token("Basic abc"))


def test_a_raw_header_takes_a_stored_scheme_as_it_is() -> None:
    assert Header("{token}").value(Token("Bearer abc")).reveal() == "Bearer abc"


@pytest.mark.parametrize(
    "template",
    [
        "",
        "Bearer",
        "{token}{token}",
        "Bearer {tokn}",
        "{{token}}",
        "{b64(x)}",
        "{b64({token})",
        "Basic {b64(a:{token}",
        "{token}\r\nX: 1",
        "Bearer {token} ä",
        "{token}}",
    ],
)
def test_malformed_templates_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Header(template)


@pytest.mark.parametrize("preset", PRESETS.values())
def test_every_preset_is_a_template(preset: str) -> None:
    assert Header(preset).value(Token("abc")).reveal()
