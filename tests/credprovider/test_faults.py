"""Faults put into our own functions and into the system's: each request still gets one answer, and no token shows."""

import json
import signal
import subprocess
import traceback
from typing import Any

import pytest

from credprovider.errors import Other
from credprovider.protocol import parse_request
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.stores.interface import Found
from credprovider.token import Header, Secret, Token, stored_token, typed_token
from tests.canary import shown_in
from tests.credprovider.provider import (
    CANARY,
    INDEX,
    LOGGED_IN,
    NOT_FOUND,
    PROGRAM,
    Provider,
    check_answer,
    request,
    token,
)

PLACES = (
    *("protocol:parse_request", "protocol:Request.__init__", "protocol:Request.check_action", "protocol:token_answer"),
    *("protocol:done_answer", "settings:load_settings", "router:find_route", "route:Route.__init__"),
    *("stores:open_store", "stores.interface:Found.__init__", "deadline:Deadline.__init__", "deadline:allowed_seconds"),
    *("deadline:Deadline.waiting_for", "jwt:jwt_expiry", "private_file:cargo_home", "index_url:identity"),
    *("stores.file:FileStore.get", "stores.file:FileStore.login", "stores.file:FileStore.logout"),
    *("token:Token.__init__", "token:Secret.reveal", "token:stored_token", "token:typed_token", "token:Header.value"),
    *("json_text:parse", "service:answer", "service:header_value"),
)
FAULTS = (
    "KeyError(secret)",
    "OSError(5, secret, secret)",
    "UnicodeDecodeError('utf-8', secret.encode(), 0, 1, secret)",
    "MemoryError(secret)",
    "RecursionError(secret)",
    "AssertionError(secret)",
)
FAULTY = """
import importlib, os
secret = os.environ["HIDDEN"]
def broken(*arguments, **more):
    local = [secret, arguments]
    raise {fault}
holder = importlib.import_module("credprovider.{module}")
*classes, name = "{name}".split(".")
for each in classes:
    holder = getattr(holder, each)
getattr(holder, name)
setattr(holder, name, broken)
"""


@pytest.fixture
def served(provider: Provider) -> Provider:
    provider.file_store()
    return provider


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        *((place, "RuntimeError(secret)") for place in PLACES),
        *(("stores.file:FileStore.get", fault) for fault in FAULTS),
    ],
)
def test_a_fault_of_ours_is_told_by_its_type_alone(served: Provider, place: str, fault: str) -> None:
    # conformance 79; abuse cases 93 to 95: the token is in the exception, in its arguments and in the locals
    module, _, name = place.partition(":")
    (served.root / "sitecustomize.py").write_text(FAULTY.format(module=module, name=name, fault=fault))
    served.extra |= {"PYTHONPATH": str(served.root), "HIDDEN": CANARY, "CREDPROVIDER_DEBUG": "1"}
    life = [request(), request("login", token=CANARY), request(), request("logout"), request()]
    said = served.raw(b"".join(json.dumps(each).encode() + b"\n" for each in life))

    assert len(said.lines) == len(life)
    kind = fault.partition("(")[0]
    assert f"cargo-credprovider failed unexpectedly ({kind})" in json.dumps(said.lines)
    assert "in broken" in said.hints


def test_without_the_variable_the_places_are_not_shown(served: Provider) -> None:
    # conformance 79; abuse case 95
    (served.root / "sitecustomize.py").write_text(
        FAULTY.format(module="router", name="find_route", fault="RuntimeError(secret)")
    )
    served.extra |= {"PYTHONPATH": str(served.root), "HIDDEN": CANARY}
    said = served.raw(json.dumps(request()).encode())

    assert said.hints == ""
    assert said.lines[0]["Err"]["caused-by"] == ["set CREDPROVIDER_DEBUG=1 to see where, and please report it"]


CHANGES = ("open", "write", "fsync", "fchmod", "replace", "unlink", "makedirs")
COUNTED = """
import os, signal

at = left = int(os.environ["AT"])

def counted(real):
    def call(*arguments, **more):
        global left
        left -= 1
        if left == 0:
            {action}
        return real(*arguments, **more)
    return call

for name in {calls!r}:
    setattr(os, name, counted(getattr(os, name)))
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL if at % 2 else signal.SIGTERM)"
FAIL = "raise OSError((28, 30, 5, 24, 4)[at % 5], 'a fault')"
NEW = "n" * 5000


def run(served: Provider, line: bytes, action: str, calls: tuple[str, ...], at: int) -> tuple[int, list[Any]]:
    """Run the program with one line; have `action` happen in place of its `at`-th call of one of `calls`. Return its
    status, negative when it was killed, and its answers.
    """
    faults = served.root / "faults"
    faults.mkdir(exist_ok=True)
    (faults / "sitecustomize.py").write_text(COUNTED.format(action=action, calls=calls))
    environment = {**served.environment, "PYTHONPATH": str(faults), "AT": str(at)}
    done = subprocess.run(
        [PROGRAM, "--cargo-plugin"], input=line, capture_output=True, env=environment, check=False, timeout=30
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, [json.loads(answer) for answer in done.stdout.splitlines()[1:]]


@pytest.mark.parametrize("kind", ["login", "logout"])
def test_a_kill_at_any_call_leaves_the_old_token_or_the_new_one(served: Provider, kind: str) -> None:
    # conformance 83; abuse cases 81, 85: whatever a killed process leaves behind is gone with the next change
    assert served.ask(request("login", token="old"), request()) == [LOGGED_IN, token("old")]
    names = {path.name for path in served.home.iterdir()} | {"credprovider.cache.json"}
    line = json.dumps(request(kind, token=NEW)).encode() + b"\n"
    after = token(NEW) if kind == "login" else NOT_FOUND
    found = []
    for at in range(1, 200):
        status, _ = run(served, line, KILL, CHANGES, at)
        now, again = served.ask(request(), request("login", token="old"))
        assert (now in (token("old"), after), again) == (True, LOGGED_IN), (at, now)
        assert {path.name for path in served.home.iterdir()} <= names
        found.append(now)
        if status == 0:
            break
        assert status in (-signal.SIGKILL, -signal.SIGTERM)

    assert (found[0], found[-1], status) == (token("old"), after, 0)
    assert len(found) > 8  # it was really killed on the way


@pytest.mark.parametrize("kind", ["login", "logout"])
def test_a_failure_of_any_call_is_told_and_ok_is_said_for_what_was_done_alone(served: Provider, kind: str) -> None:
    # conformance 72; abuse cases 81, 88
    assert served.ask(request("login", token="old"), request()) == [LOGGED_IN, token("old")]
    line = json.dumps(request(kind, token=NEW)).encode() + b"\n"
    done = {"Ok": {"kind": kind}}
    after = token(NEW) if kind == "login" else NOT_FOUND
    calls = (*CHANGES, "read", "fstat", "stat")
    failures = 0
    for at in range(1, 200):
        status, answers = run(served, line, FAIL, calls, at)
        now, again = served.ask(request(), request("login", token="old"))
        assert (now in (token("old"), after), again) == (True, LOGGED_IN), (at, now)
        if status == 1:
            continue  # the protocol itself failed: there was nobody to tell
        assert status == 0
        (answer,) = answers
        check_answer(answer)
        if answer == done:
            assert now == after, at
            if at > failures + 20:
                break
            continue
        failures = at
        assert answer["Err"]["kind"] == "other", (at, answer)
        if "unchanged" in str(answer):
            assert now == token("old"), (at, answer)

    assert failures > 5


def test_objects_with_a_token_do_not_show_it() -> None:
    # abuse case 93
    asked = parse_request(json.dumps(request("login", token=CANARY)).encode())
    found = Found(Token(CANARY))
    objects: list[object] = [
        *(asked, asked.token, found, found.token, Secret(CANARY), Token(CANARY), stored_token(CANARY.encode())),
        *(typed_token(Secret(f"cargo login {CANARY}")), Header("Bearer {token}"), Header("{token}").value(found.token)),
        *(Route(INDEX, {}, Settings({}, ""), separate=False), [found], {"a": asked.token}, (Token(CANARY),)),
    ]
    for each in objects:
        assert not shown_in(f"{each} {each!r} {each!s:>100}".encode())


@pytest.mark.parametrize("text", [f"{CANARY}\n{CANARY}", f"{CANARY}\u00e9", f" {CANARY}", CANARY * 5000])
def test_exceptions_about_a_token_do_not_show_it(text: str) -> None:
    # abuse case 93: neither do those that lie behind them
    for make in (Token, lambda text: stored_token(text.encode())):
        with pytest.raises(Other) as raised:
            make(text)
        error = raised.value
        shown = f"{error!r} {error.message} {error.causes} {''.join(traceback.format_exception(error))}"
        assert not shown_in(shown.encode())
