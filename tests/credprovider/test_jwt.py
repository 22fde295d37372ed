"""When a token says itself that it ends."""

import json
import time
from base64 import urlsafe_b64encode

import pytest

from credprovider.jwt import jwt_expiry
from credprovider.token import Token
from tests.credprovider.provider import LOGGED_IN, NOT_FOUND, Provider, request, token


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(claims: object) -> str:
    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


@pytest.mark.parametrize("before", ["", "Bearer ", "token "])
@pytest.mark.parametrize("padding", range(4))
def test_the_end_of_a_jwt(before: str, padding: int) -> None:
    assert jwt_expiry(Token(before + jwt({"exp": 1_900_000_000, "sub": "x" * padding + "\u00ff?"}))) == 1_900_000_000


def test_an_end_may_have_a_fraction() -> None:
    assert jwt_expiry(Token(jwt({"exp": 1_900_000_000.9}))) == 1_900_000_000


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a.b.c",
        "eyJ.eyJ.eyJ",
        "eyJhbGciOiJub25lIn0.***.x",
        "eyJhbGciOiJub25lIn0.e30=e30.x",
        jwt({}),
        jwt([]),
        jwt({"exp": "1900000000"}),
        jwt({"exp": True}),
        jwt({"exp": None}),
        jwt({"exp": -1}),
        jwt({"exp": 0}),
        jwt({"exp": 1_900_000_000_000}),
        jwt({"exp": 1})[:-18] + ".x",
        jwt({"exp": 1}) + ".x.y",
    ],
)
def test_what_has_no_end_that_could_be_told(text: str) -> None:
    assert jwt_expiry(Token(text)) is None


def test_cargo_keeps_a_jwt_until_it_ends(provider: Provider) -> None:
    # conformance 45
    provider.file_store()
    end = int(time.time()) + 3600
    answer = token(jwt({"exp": end}), "expires")
    answer["Ok"]["expiration"] = end

    assert provider.ask(request("login", token=jwt({"exp": end})), request()) == [LOGGED_IN, answer]


def test_a_jwt_that_is_about_to_end_causes_no_storm_of_requests(provider: Provider) -> None:
    # conformance 46: `expires` within cargo's 60 s would have it ask for every single file
    provider.file_store()
    soon = jwt({"exp": int(time.time()) + 45})

    assert provider.ask(request("login", token=soon), request()) == [LOGGED_IN, token(soon)]


def test_a_jwt_that_has_ended_is_not_given_out(provider: Provider) -> None:
    # conformance 47; cargo then says how to log in, and `cargo login` stays possible
    provider.file_store()
    late = jwt({"exp": int(time.time()) + 3})
    assert provider.one(request("login", token=late)) == LOGGED_IN
    time.sleep(3.1)
    said = provider.raw(json.dumps(request()).encode())

    assert said.lines == [NOT_FOUND]
    assert "has expired; a new one is needed" in said.hints


def test_a_jwt_that_has_ended_is_not_stored(provider: Provider) -> None:
    provider.file_store()

    assert "the token has expired already" in provider.error(request("login", token=jwt({"exp": 1})))
    assert provider.one(request()) == NOT_FOUND
