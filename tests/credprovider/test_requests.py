"""What a request may look like, how it may arrive, and that nothing of it carries over into the next one."""

import json
import random
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.credprovider.provider import (
    CANARY,
    FOREIGN,
    HELLO,
    INDEX,
    LOGGED_IN,
    LOGGED_OUT,
    NOT_FOUND,
    PROGRAM,
    UNSUPPORTED,
    Provider,
    check_output,
    publish,
    request,
    token,
)

OTHER = "sparse+https://registry.example/other/"
ELSEWHERE = "sparse+https://elsewhere.example/"
LIMIT = 1024 * 1024
MORE: dict[str, dict[str, object]] = {
    "read": {},
    "publish": {"name": "crate", "vers": "1.0.0", "cksum": "0" * 64},
    "yank": {"name": "crate", "vers": "1.0.0"},
    "unyank": {"name": "crate", "vers": "1.0.0"},
    "owners": {"name": "crate"},
}


@pytest.fixture
def served(provider: Provider) -> Provider:
    """A provider that serves two registries from the file store; one of them has a token."""
    provider.file_store(INDEX, OTHER)
    assert provider.one(request("login", token=CANARY)) == LOGGED_IN
    return provider


def with_extras(fields: dict[str, object]) -> dict[str, object]:
    """Return the request as a later cargo might send it: unknown fields at both levels, and an empty `args`."""
    registry: Any = fields["registry"]
    return {"extra-1": [1.5, {"a": None}], **fields, "args": [], "registry": {**registry, "extra-2": "x"}}


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        (request(), token(CANARY)),
        (request("logout"), LOGGED_OUT),
        (request("login", token="abc"), LOGGED_IN),
        (request("unexpected-1"), UNSUPPORTED),
        (request(url=ELSEWHERE), FOREIGN),
    ],
    ids=["get", "logout", "login", "unknown", "foreign"],
)
def test_unknown_fields_and_empty_arguments_change_nothing(
    served: Provider, fields: dict[str, object], answer: object
) -> None:
    # conformance 8 to 10; abuse case 12
    assert served.one(with_extras(fields)) == answer


def shuffled(fields: Any, seed: int) -> Any:
    """Return the same JSON object with its keys in another order, at every level."""
    if not isinstance(fields, dict):
        return fields
    keys = list(fields)
    random.Random(seed).shuffle(keys)
    return {key: shuffled(fields[key], seed) for key in keys}


def escaped(text: str) -> str:
    """Return a JSON text in which every character within a string is written as an escape."""
    outside = True
    out = []
    for char in text:
        if char == '"':
            outside = not outside
        out.append(char if outside or char == '"' else f"\\u{ord(char):04x}")
    return "".join(out)


@pytest.mark.parametrize(
    "write",
    [
        *(lambda fields, seed=seed: json.dumps(shuffled(fields, seed)).encode() for seed in range(4)),
        lambda fields: escaped(json.dumps(fields)).encode(),
        lambda fields: json.dumps(fields).encode() + b"\r",
        lambda fields: b" \t" + json.dumps(fields).encode() + b"  ",
        lambda fields: json.dumps(fields, indent="\t").replace("\n", "\r").encode(),
        lambda fields: json.dumps(fields).encode().rjust(LIMIT),
        lambda fields: json.dumps(fields, separators=(",", ":")).encode(),
    ],
)
def test_one_request_in_many_spellings(served: Provider, write: Callable[[object], bytes]) -> None:
    # conformance 19
    asked = publish() | {"args": []}

    assert served.one(write(asked)) == token(CANARY)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ['WWW-Authenticate: Cargo login_url="https://registry.example/me"', "Content-Length: 0"],
        ['WWW-Authenticate: Cargo login_url="file:///etc/passwd"'],
        ["WWW-Authenticate: Bearer\r\nX-Evil: 1", "\x1b]0;evil\x07: \x1b[2J", "", ": ", "\u202e\x00"],
        ["X: " + "x" * (LIMIT - 400)],
        ["Authorization: other"] * 1000,
    ],
    ids=["none", "usual", "file", "controls", "long", "many"],
)
def test_the_headers_of_the_registry_do_not_matter(served: Provider, headers: list[str]) -> None:
    # conformance 57, 58; abuse case 21
    asked = request()
    asked["registry"] = {"index-url": INDEX, "name": "alt", "headers": headers}
    said = served.raw(json.dumps(asked).encode())

    assert (said.lines, said.hints) == ([token(CANARY)], "")


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(request()).encode("utf-16"),
        b"\xef\xbb\xbf" + json.dumps(request()).encode(),
        json.dumps(request()).encode().replace(b"alt", b"al\xff"),
        json.dumps(request()).encode().replace(b'"v": 1', b'"v": NaN'),
        json.dumps(request()).encode().replace(b'"v": 1', b'"v": Infinity'),
        json.dumps(request()).encode().replace(b'"v": 1', b'"v": 1' + b"0" * 5000),
        json.dumps(request()).encode().replace(b'"v": 1', b'"x": ' + b"9" * 5000 + b', "v": 1'),
        json.dumps(request()).encode().replace(b'"v": 1', b'"x": ' + b"[" * 100_000 + b', "v": 1'),
        json.dumps(request()).encode().replace(b'"name"', b'"index-url": "https://x/", "name"'),
        json.dumps(request()).encode().replace(b'"v": 1', b'"v": 1, "v": 1'),
        json.dumps(request()).encode().replace(b'"alt"', b'"\\ud800"'),
        json.dumps(request() | {"v": 2}).encode(),
        json.dumps({key: value for key, value in request().items() if key != "v"}).encode(),
        json.dumps(request() | {"v": "1"}).encode(),
        json.dumps(request() | {"registry": INDEX}).encode(),
        json.dumps(request()).encode()[:-1],
        json.dumps(request()).encode() + b"}",
        json.dumps(request()).encode() * 2,
    ],
    ids=lambda line: f"{line[:30]!r}...{len(line)}",
)
def test_a_request_that_is_not_quite_one_gets_no_token(served: Provider, line: bytes) -> None:
    # conformance 13 to 16, 21; abuse cases 2 to 8, 10, 14
    said = served.raw(line.replace(b"\n", b"") + b"\n" + json.dumps(request()).encode() + b"\n")

    assert said.lines[0]["Err"]["kind"] == "other"
    assert said.lines[1:] == [token(CANARY)]
    assert said.hints == ""


def test_the_version_that_is_not_spoken_is_named(served: Provider) -> None:
    # conformance 13
    assert "unsupported protocol version 999" in served.error(request() | {"v": 999})


def test_a_request_without_a_kind(served: Provider) -> None:
    # conformance 17
    assert served.one({key: value for key, value in request().items() if key != "kind"}) == UNSUPPORTED


@pytest.mark.parametrize(
    ("operation", "field"), [(operation, field) for operation, fields in MORE.items() for field in fields]
)
@pytest.mark.parametrize("written", [None, "", "absent"])
def test_an_operation_that_does_not_say_what_for_gets_no_token(
    served: Provider, operation: str, field: str, written: str | None
) -> None:
    # conformance 18, 52: there is no gate here that could judge name, version and checksum; it starts with their being
    # there
    asked = request("get", MORE[operation], operation=operation)
    assert served.one(asked) == token(CANARY)
    if written == "absent":
        del asked[field]
    else:
        asked[field] = written

    assert f"has no `{field}`" in served.error(asked)


@pytest.mark.parametrize(
    "operation", ["unexpected", "", "READ", "read ", "publish\n", "Publish", None, "read\x00", "owner"]
)
def test_an_operation_that_is_not_known_gets_no_token(served: Provider, operation: str | None) -> None:
    # conformance 12; abuse case 11
    assert served.one(request("get", MORE["publish"], operation=operation)) == UNSUPPORTED


def test_twenty_mixed_requests_of_three_registries_in_one_process(served: Provider) -> None:
    # conformance 23, 24; abuse case 15
    exchange: list[tuple[dict[str, object] | bytes, object]] = [
        (request(), token(CANARY)),
        (request(url=OTHER), NOT_FOUND),
        (request(url=ELSEWHERE), FOREIGN),
        (request("login", token="other", url=OTHER), LOGGED_IN),
        (request("login", token=CANARY, url=ELSEWHERE), FOREIGN),
        (request(), token(CANARY)),
        (request(url=OTHER), token("other")),
        (request("unexpected-1", token=CANARY), UNSUPPORTED),
        (request("unexpected-1", url=ELSEWHERE), FOREIGN),
        (publish(), token(CANARY)),
        (request("logout", url=ELSEWHERE), FOREIGN),
        (request("logout"), LOGGED_OUT),
        (request(), NOT_FOUND),
        (request(url=OTHER, name=None), token("other")),
        (request(operation="unexpected", url=OTHER), UNSUPPORTED),
        (request("logout"), NOT_FOUND),
        (request("login", token="again"), LOGGED_IN),
        (request(url=OTHER, name="alt"), token("other")),
        (request(args=["--store", "file", "--header", "token {token}"]), token("token again")),
        (request(), token("again")),
    ]

    assert len(exchange) == 20
    assert served.ask(*(asked for asked, _ in exchange)) == [answer for _, answer in exchange]


def test_what_is_no_request_between_two_that_are(served: Provider) -> None:
    # conformance 20, 22
    line = json.dumps(request()).encode()
    said = served.raw(b"\n" + line + b"\n\n \r\n" + line + b"\n\n" + line)

    assert [answer if "Ok" in answer else answer["Err"]["kind"] for answer in said.lines] == [
        "other",
        token(CANARY),
        "other",
        "other",
        token(CANARY),
        "other",
        token(CANARY),
    ]


def in_pieces(provider: Provider, *pieces: bytes, pause: float) -> list[Any]:
    """Send pieces of input with a pause before each; return the answers."""
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=provider.environment
    ) as process:
        assert process.stdin is not None
        for piece in pieces:
            time.sleep(pause)
            process.stdin.write(piece)
            process.stdin.flush()
        out, _ = process.communicate(timeout=10)
    check_output(out)
    assert process.returncode == 0
    return [json.loads(line) for line in out.splitlines()[1:]]


def test_a_request_five_seconds_after_the_hello(served: Provider) -> None:
    # conformance 25: longer than the time that one request may take, which begins with the request
    assert in_pieces(served, json.dumps(request()).encode() + b"\n", pause=5.2) == [token(CANARY)]


def test_a_request_in_two_halves_that_take_longer_than_a_request_may(served: Provider) -> None:
    # conformance 25; abuse case 16
    served.extra["CREDPROVIDER_TIMEOUT"] = "0.2"
    line = json.dumps(request()).encode() + b"\n"

    assert in_pieces(served, line + line[:40], line[40:], pause=0.5) == [token(CANARY)] * 2


def test_lines_byte_by_byte(served: Provider) -> None:
    # conformance 25; abuse case 16
    line = json.dumps(request(name="\u00e9")).encode() + b"\n"
    pieces = [bytes([byte]) for byte in line * 3]

    assert in_pieces(served, *pieces, pause=0) == [token(CANARY)] * 3


def test_the_hello_and_the_first_byte(provider: Provider) -> None:
    # conformance 3: `raw` compares the bytes of the hello; here once more without its help
    done = subprocess.run(
        [PROGRAM, "--cargo-plugin"], input=b"", capture_output=True, env=provider.environment, check=True
    )

    assert done.stdout == HELLO
    assert json.loads(done.stdout)["v"] == [1]
