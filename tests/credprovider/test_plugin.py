"""The plug-in loop as cargo meets it: the real program as a process, over the file store."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    check_answer,
    publish,
    request,
    token,
)

OTHER = "sparse+https://registry.example/other/"
ELSEWHERE = "sparse+https://elsewhere.example/"
LIMIT = 1024 * 1024


@pytest.fixture
def served(provider: Provider) -> Provider:
    """A provider that serves two registries of one host from the file store, and nobody is logged in."""
    provider.file_store(INDEX, OTHER)
    return provider


def test_no_request_no_answer(provider: Provider) -> None:
    # conformance 1; abuse case 1
    assert provider.raw(b"").lines == []


def test_a_life_of_a_token(served: Provider) -> None:
    # conformance 23, 38, 39, 61, 68, 73, 74, 76; abuse case 98
    asked = [
        request(),
        request("login", token="first"),
        request(),
        request("login", token="second", url=OTHER),
        request("login", token="third"),
        request(),
        request("logout"),
        request(),
        request("logout"),
        request(url=OTHER),
    ]

    assert served.ask(*asked) == [
        NOT_FOUND,
        LOGGED_IN,
        token("first"),
        LOGGED_IN,
        LOGGED_IN,
        token("third"),
        LOGGED_OUT,
        NOT_FOUND,
        NOT_FOUND,
        token("second"),
    ]


def test_a_token_outlives_the_process(served: Provider) -> None:
    served.one(request("login", token=CANARY))

    assert served.one(request()) == token(CANARY)


@pytest.mark.parametrize("kind", ["get", "login", "logout", "unheard-of"])
def test_a_foreign_registry_is_not_served_whatever_the_kind(served: Provider, kind: str) -> None:
    # conformance 26 to 29; abuse case 30
    assert served.one(request(kind, url=ELSEWHERE)) == FOREIGN


def test_a_foreign_registry_is_answered_at_once_while_the_store_is_down(provider: Provider) -> None:
    # conformance 30
    provider.settings(
        f'[vault]\naddress = "https://10.255.255.1"\n[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/x"\n'
    )
    start = time.monotonic()

    assert provider.one(request(url=ELSEWHERE)) == FOREIGN
    assert time.monotonic() - start < 0.3


def test_unknown_kinds_and_operations(served: Provider) -> None:
    # conformance 11, 12, 17; abuse case 11
    served.one(request("login", token=CANARY))

    assert served.ask(
        request("unexpected-1"),
        request(operation="unexpected"),
        request() | {"kind": None},
        request(),
    ) == [UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, token(CANARY)]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" ",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"3",
        b"\xff",
        b"[" * 100_000,
        b'{"v":1,"registry":{"index-url":3},"kind":"get","operation":"read"}',
        b'{"v":999,"registry":{"index-url":"https://x/"},"kind":"get","operation":"read"}',
        b"9" * 5000,
        b"x" * (LIMIT + 1),
        b" " * (2 * LIMIT),
    ],
    ids=lambda line: f"{line[:12]!r}...{len(line)}",
)
def test_what_is_no_request_is_refused_and_the_next_one_answered(served: Provider, line: bytes) -> None:
    # conformance 13 to 16, 19 to 21; abuse cases 2 to 10, 14
    start = time.monotonic()
    answers = served.ask(line, request())

    assert [answers[0]["Err"]["kind"], answers[1]] == ["other", NOT_FOUND]
    assert time.monotonic() - start < 1


def test_a_request_of_almost_a_mebibyte_is_answered(served: Provider) -> None:
    # conformance 19, 58: the headers are the registry's, and do not matter
    asked = request()
    asked["registry"] = {"index-url": INDEX, "headers": ["X: " + "\x1b" * 170_000]}

    assert served.ask(asked, json.dumps(request()).encode().rjust(LIMIT)) == [NOT_FOUND, NOT_FOUND]


def test_an_endless_line_is_refused_while_it_comes_and_not_kept(served: Provider) -> None:
    # abuse case 9
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=served.environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(64):
            process.stdin.write(b"x" * LIMIT)
        process.stdin.flush()
        assert process.stdout.readline() == HELLO
        refused = json.loads(process.stdout.readline())
        resident = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
        process.stdin.write(b"\n" + json.dumps(request()).encode() + b"\n")
        process.stdin.close()
        assert json.loads(process.stdout.readline()) == NOT_FOUND
        assert process.stdout.read() == b""

    assert refused["Err"]["message"] == "the request is longer than 1024 KiB"
    assert resident < 40 * LIMIT
    assert process.returncode == 0


def test_crlf_and_a_missing_end_of_line(served: Provider) -> None:
    # conformance 19, 22
    line = json.dumps(request()).encode()

    assert served.raw(line + b"\r\n  " + line).lines == [NOT_FOUND, NOT_FOUND]


def test_byte_by_byte(served: Provider) -> None:
    # conformance 2, 25; abuse case 16
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=served.environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == HELLO
        for byte in json.dumps(request()).encode() + b"\n":
            process.stdin.write(bytes([byte]))
            process.stdin.flush()
        assert json.loads(process.stdout.readline()) == NOT_FOUND
        start = time.monotonic()
        process.stdin.close()
        # conformance 82
        assert process.wait(5) == 0
        assert time.monotonic() - start < 1


def test_many_requests_of_three_registries_in_one_process(served: Provider) -> None:
    # conformance 24
    served.ask(request("login", token="one"), request("login", token="two", url=OTHER))
    urls = [(INDEX, token("one")), (OTHER, token("two")), (ELSEWHERE, FOREIGN)]

    assert served.ask(*(request(url=url) for _ in range(7) for url, _ in urls)) == [
        said for _ in range(7) for _, said in urls
    ]


def test_operations_share_a_token_that_the_settings_do_not_divide(served: Provider) -> None:
    # conformance 44
    served.one(request("login", token="abc"))
    more = {"name": "crate", "vers": "1.0.0"}

    assert (
        served.ask(
            request(),
            publish(),
            request("get", more, operation="yank"),
            request("get", more, operation="unyank"),
            request("get", {"name": "crate"}, operation="owners"),
        )
        == [token("abc")] * 5
    )


def test_operations_with_tokens_of_their_own_are_not_reused(provider: Provider) -> None:
    # conformance 48
    provider.settings(
        f'[file]\nprotection = "none"\n[registries."{INDEX}"]\nstore = "file"\n'
        f'[registries."{INDEX}".publish]\nheader = "Bearer {{token}}"\n'
    )

    assert provider.ask(request("login", token="abc"), request(), publish()) == [
        LOGGED_IN,
        token("abc", independent=False),
        token("Bearer abc", "never", independent=False),
    ]


def test_a_publish_that_says_not_what_gets_no_token(served: Provider) -> None:
    # conformance 18
    served.one(request("login", token=CANARY))

    assert "`cksum`" in served.error(publish(cksum=None))


@pytest.mark.parametrize("typed", ["", " ", "abc\x07", "abcé", "a\r\nX-Evil: 1", "x" * 70_000])
def test_what_may_not_be_a_token_is_not_stored(served: Provider, typed: str) -> None:
    # conformance 55, 67; abuse cases 35, 36
    said = served.raw(json.dumps(request("login", token=typed)).encode(), start_new_session=True).lines

    assert said[0]["Err"]["kind"] == "other"
    assert served.one(request()) == NOT_FOUND


def test_the_exact_index_decides_and_not_the_name(served: Provider) -> None:
    # conformance 31, 34 to 36; abuse cases 13, 25, 27, 29
    served.one(request("login", token=CANARY))

    assert served.ask(
        request(name=None),
        request(name="other"),
        request(url=INDEX.replace("/index/", "/index.git/")),
        request(url=INDEX.removeprefix("sparse+")),
        request(url="sparse+" + INDEX),
        request(url=INDEX.replace("registry.example", "registry.example@evil")),
        request(url=INDEX.replace("registry.example", "registry.example.evil")),
        request(url=INDEX.replace("registry.example", "REGISTRY.example:443")),
    ) == [token(CANARY), token(CANARY), *[FOREIGN] * 5, token(CANARY)]


def test_hostile_text_is_escaped_in_every_message(provider: Provider) -> None:
    # abuse case 21; `error` holds that every text is printable
    evil = "\x1b[2J\r\n\x9d\u202e"

    assert "\\x1b[2J" in provider.error(request(url=f"sparse+http://registry.example/{evil}"))
    assert "\\x1b[2J" in provider.error(request(args=[f"--{evil}"]))


def test_arguments_in_cargos_configuration(provider: Provider) -> None:
    provider.settings('[file]\nprotection = "none"\n')
    arguments = ["--store", "file", "--header", "Bearer {token}"]

    assert provider.ask(request("login", token="abc", args=arguments), request(args=arguments)) == [
        LOGGED_IN,
        token("Bearer abc"),
    ]
    assert "did you mean `--store`?" in provider.error(request(args=["--stor", "file"]))


def test_a_mistake_in_the_settings_is_told(provider: Provider) -> None:
    provider.settings("[registris]\n")

    assert "did you mean `registries`?" in provider.error(request())


def test_plaintext_has_to_be_asked_for(provider: Provider) -> None:
    provider.settings(f'[registries."{INDEX}"]\nstore = "file"\n')

    assert 'or "none", which leaves them unencrypted' in provider.error(request("login", token=CANARY))
    assert [path.name for path in provider.home.iterdir()] in (
        ["credprovider.toml"],
        ["credprovider.cache.json", "credprovider.toml"],
    )


def test_a_store_that_takes_no_tokens_says_where_they_are_written(provider: Provider) -> None:
    # conformance 70
    provider.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/cargo/x"\n')
    for kind in ("login", "logout"):
        said = provider.raw(json.dumps(request(kind, token=CANARY)).encode())
        assert said.lines == [UNSUPPORTED]
        assert "comes from the secret kv/cargo/x in Vault" in said.hints


def test_a_malformed_time_limit_is_told(served: Provider) -> None:
    served.extra["CREDPROVIDER_TIMEOUT"] = "5s"

    assert "CREDPROVIDER_TIMEOUT must be a number of seconds" in served.error(request())


@pytest.mark.parametrize(("kept", "what"), [({}, "nothing"), ({INDEX: "x"}, "another one")])
def test_a_store_that_does_not_keep_what_it_took(
    served: Provider, tmp_path: Path, kept: dict[str, str], what: str
) -> None:
    # conformance 72; abuse case 99: never not-found, or cargo would hand the token to the next provider
    (tmp_path / "sitecustomize.py").write_text(
        "from credprovider.token_file import content, disk\n"
        "real = disk.TokenFile.write\n"
        f"disk.TokenFile.write = lambda self, _: real(self, content.Content(None, {kept}))\n"
    )
    served.extra["PYTHONPATH"] = str(tmp_path)

    assert f"took the token, but gives back {what}" in served.error(request("login", token=CANARY))


def test_a_fault_of_ours_is_told_without_its_text(served: Provider, tmp_path: Path) -> None:
    # conformance 79; abuse case 95
    (tmp_path / "sitecustomize.py").write_text(
        "import credprovider.stores.file as file\n"
        "import os\ndef broken(self): secret = os.environ['HIDDEN']; raise RuntimeError(secret)\n"
        "file.FileStore.get = broken\n"
    )
    served.extra |= {"PYTHONPATH": str(tmp_path), "CREDPROVIDER_DEBUG": "1", "HIDDEN": CANARY}
    said = served.raw(json.dumps(request()).encode())

    assert said.lines[0]["Err"]["message"] == "cargo-credprovider failed unexpectedly (RuntimeError)"
    assert "plugin.py" in said.hints


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), min_size=1, max_size=200))
def test_any_lines_get_one_answer_each(served: Provider, lines: list[bytes]) -> None:
    # abuse case 100, in small
    answers = served.ask(*lines)

    for answer in answers:
        check_answer(answer)
        assert answer["Err"]["kind"] == "other"
