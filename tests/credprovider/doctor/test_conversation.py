"""Asking a provider as cargo asks: what it says is taken as cargo 1.95 takes it, and nothing hangs."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from credprovider.doctor.conversation import Answer, ask
from tests.credprovider.doctor.patient import program
from tests.credprovider.provider import CANARY, HELLO

REQUEST = {"v": 1, "registry": {"index-url": "sparse+https://a.example/"}, "kind": "get", "operation": "read"}
TOKEN = {"kind": "get", "token": CANARY, "cache": "session", "operation_independent": True}
_HELLO = HELLO.decode().strip()


def asked(tmp_path: Path, script: str, seconds: float = 10) -> Answer:
    path = program(tmp_path / "provider", f"#!/bin/sh\n{script}\n")
    return ask([str(path), "--cargo-plugin"], REQUEST, os.environ, str(tmp_path), seconds)


def answered(tmp_path: Path, answer: Any) -> Answer:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    (tmp_path / "answer").write_text(text + "\n")
    return asked(tmp_path, f"echo '{_HELLO}'; read line; cat answer")


def test_a_token(tmp_path: Path) -> None:
    answer = answered(tmp_path, {"Ok": TOKEN})

    assert (answer.kind, answer.cache, answer.expires, answer.independent) == ("token", "session", None, True)
    assert answer.token is not None
    assert answer.token.reveal() == CANARY
    assert answer.times is not None
    assert all(time >= 0 for time in answer.times)
    assert CANARY not in repr(answer)


def test_a_token_with_an_end(tmp_path: Path) -> None:
    answer = answered(tmp_path, {"Ok": {**TOKEN, "cache": "expires", "expiration": 1999999999, "new": 1}})

    assert (answer.cache, answer.expires) == ("expires", 1999999999)


@pytest.mark.parametrize("kind", ["not-found", "url-not-supported", "operation-not-supported"])
def test_refusals(kind: str, tmp_path: Path) -> None:
    assert answered(tmp_path, {"Err": {"kind": kind}})._replace(times=None) == Answer(kind)


def test_another_error(tmp_path: Path) -> None:
    answer = answered(tmp_path, {"Err": {"kind": "other", "message": "sealed", "caused-by": ["a", "b"]}})

    assert (answer.kind, answer.message, answer.causes) == ("other", "sealed", ("a", "b"))


BROKEN: dict[str, Any] = {
    # what cargo 1.95 refuses too
    "no json": "hello",
    "empty": "",
    "no wrapper": TOKEN,
    "both": {"Ok": TOKEN, "Err": {"kind": "not-found"}},
    "of a login": {"Ok": {"kind": "login"}},
    "without cache": {"Ok": {key: value for key, value in TOKEN.items() if key != "cache"}},
    "with a dash": {"Ok": {**{k: v for k, v in TOKEN.items() if "_" not in k}, "operation-independent": True}},
    "without expiration": {"Ok": {**TOKEN, "cache": "expires"}},
    "expiration as a string": {"Ok": {**TOKEN, "cache": "expires", "expiration": "1999999999"}},
    "null": {"Ok": {**TOKEN, "token": None}},
    "unknown error": {"Err": {"kind": "sealed"}},
    "other without message": {"Err": {"kind": "other"}},
    "causes as a string": {"Err": {"kind": "other", "message": "x", "caused-by": "y"}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_answer(name: str, tmp_path: Path) -> None:
    answer = answered(tmp_path, BROKEN[name])

    assert answer.kind == "broken"
    assert answer.message
    assert CANARY not in answer.message + "".join(answer.causes)


SCRIPTS = {
    "exit 0": "failed to deserialize hello",
    "echo hello": "failed to deserialize hello",
    "echo '{}'": "failed to deserialize hello",
    "echo '{\"v\":1}'": "failed to deserialize hello",
    "echo '{\"v\":[2]}'": "the provider does not speak version 1",
    f"echo '{_HELLO}'; read line": "failed to deserialize response",
    f"exec 0<&-; echo '{_HELLO}'; sleep 0.1": "failed to write to credential provider",
    f'echo \'{_HELLO}\'; read line; echo \'{{"Err":{{"kind":"not-found"}}}}\'; exit 3': "it ended with status 3",
    f'echo \'{_HELLO}\'; read line; echo \'{{"Err":{{"kind":"not-found"}}}}\'; kill $$': "it ended with status -15",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_processes_that_misbehave(script: str, tmp_path: Path) -> None:
    answer = asked(tmp_path, script)

    assert answer.kind == "broken"
    assert answer.message.startswith(SCRIPTS[script])


HANGING = {
    "sleep 60": "its hello",
    f"echo '{_HELLO}'; read line; sleep 60": "its answer",
    f"echo '{_HELLO}'; read line; printf '{{'; sleep 60": "its answer",
    f'echo \'{_HELLO}\'; read line; echo \'{{"Err":{{"kind":"not-found"}}}}\'; sleep 60': "its end",
}


@pytest.mark.parametrize("script", HANGING)
def test_nothing_hangs(script: str, tmp_path: Path) -> None:
    start = time.monotonic()
    answer = asked(tmp_path, f"{script} & wait", 0.4)

    assert answer.kind == "broken"
    assert answer.message.startswith(f"nothing for 0.4 s while waiting for {HANGING[script]}")
    assert time.monotonic() - start < 20


def test_an_endless_answer_is_cut(tmp_path: Path) -> None:
    answer = asked(tmp_path, f"echo '{_HELLO}'; read line; exec tr '\\0' x < /dev/zero")

    assert "is longer than 4 MiB" in answer.message


def test_what_goes_to_standard_error_is_taken_and_not_waited_for(tmp_path: Path) -> None:
    noise = "head -c 300000 /dev/zero | tr '\\0' y >&2"
    script = f'echo \'{_HELLO}\'; read line; {noise}; echo \'{{"Err":{{"kind":"not-found"}}}}\'; sleep 5 >&2 &'
    start = time.monotonic()
    answer = asked(tmp_path, script)

    assert answer.kind == "not-found"
    assert set(answer.hints) == {"y"}
    assert len(answer.hints) == 65536
    assert time.monotonic() - start < 4


def test_it_is_started_as_cargo_starts_it(tmp_path: Path) -> None:
    code = (
        f"#!{sys.executable}\nimport json, os, sys\nprint('{_HELLO}', flush=True)\nline = sys.stdin.readline()\n"
        "open('seen', 'w').write(json.dumps([sys.argv[1:], os.getcwd(), json.loads(line), os.environ.get('MARK')]))\n"
        "assert sys.stdin.read() == ''\nprint(json.dumps({'Err': {'kind': 'not-found'}}))\n"
    )
    path = program(tmp_path / "provider", code)
    answer = ask([str(path), "--cargo-plugin"], REQUEST, {**os.environ, "MARK": "x"}, str(tmp_path), 0.5)

    # it answers only at the end of its input, which cargo waits for in vain
    assert answer.message.startswith("nothing for 0.5 s while waiting for its answer")
    assert json.loads((tmp_path / "seen").read_text()) == [["--cargo-plugin"], str(tmp_path), REQUEST, "x"]


@pytest.mark.parametrize("text", ["#!/nowhere/x\n", None])
def test_a_program_that_cannot_be_started(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "provider"
    if text is not None:
        program(path, text)

    answer = ask([str(path)], REQUEST, os.environ, str(tmp_path), 1)
    assert (answer.kind, answer.message) == ("broken", "failed to spawn credential process")
    assert answer.causes == ("No such file or directory",)
