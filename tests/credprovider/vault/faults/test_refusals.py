"""What Vault refuses, and connections that break: which are tried again, and what is said in the end."""

import time
from email.utils import formatdate

import pytest

from tests.credprovider.vault.faults.faulty import GIVEN, LOGGED_IN, SECRET, SECRET_ID, VAULT_TOKEN, Faulty
from tests.credprovider.vault.scripted import Early, Script, reset, response

DENIED = response(403, b'{"errors":["1 error occurred:\\n\\t* permission denied\\n\\n"]}')
UNKNOWN_TOKEN = response(403, b'{"errors":["permission denied"]}')
UPGRADE = response(400, b'{"errors":["Upgrading from non-versioned to versioned data. This backend will ..."]}')
TWO_ERRORS = response(403, b'{"errors":["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"]}')
SEALED = response(503, b'{"errors":["Vault is sealed"]}')
ECHO = f'{{"errors":["bad token {VAULT_TOKEN} or secret_id {SECRET_ID}"],"warnings":["{VAULT_TOKEN}"]}}'.encode()


@pytest.mark.parametrize(
    ("answers", "connections"),
    [
        ([response(412), response(412), response(200, SECRET)], 3),  # abuse case 57
        ([response(429, b"", "Retry-After: 1"), response(200, SECRET)], 2),  # abuse case 58
        ([response(429, b"", "Retry-After: soon"), response(200, SECRET)], 2),
        ([response(429, b"", "Retry-After: Sun, 99 Abc 2026 99:99:99 GMT"), response(200, SECRET)], 2),
        ([response(429, b"", "Retry-After: -5"), response(200, SECRET)], 2),
        ([response(429, b"", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"), response(200, SECRET)], 2),
        ([SEALED, response(200, SECRET)], 2),  # abuse case 59
        ([response(500), response(504), response(200, SECRET)], 3),
        ([UPGRADE, response(200, SECRET)], 2),  # abuse case 61
        ([reset, response(200, SECRET)], 2),  # abuse case 66
        ([Early(reset), response(200, SECRET)], 2),
    ],
)
def test_what_passes_is_waited_for(faulty: Faulty, answers: list[bytes | Script | Early], connections: int) -> None:
    outcome = faulty.read(answers)

    assert outcome.answer == GIVEN
    assert outcome.server.connections == connections


def test_a_date_to_wait_for(faulty: Faulty) -> None:
    # abuse case 58
    start = time.time()
    later = formatdate(start + 2, usegmt=True)

    assert faulty.read([response(503, b"", f"Retry-After: {later}"), response(200, SECRET)]).answer == GIVEN
    assert time.time() >= int(start + 2)


@pytest.mark.parametrize("form", ["3600", "date"])
@pytest.mark.parametrize("logs_in", [False, True])
def test_a_wait_that_is_too_long_is_not_begun(faulty: Faulty, form: str, logs_in: bool) -> None:
    # abuse case 58
    written = "3600" if form == "3600" else formatdate(time.time() + 3600, usegmt=True)
    refused = [response(429, b"", f"Retry-After: {written}")] * 3
    outcome = faulty.log_in(refused) if logs_in else faulty.read(refused)

    assert "has too many requests" in outcome.said
    assert "it asks to wait for 36" in outcome.said or "it asks to wait for 35" in outcome.said
    assert outcome.server.connections == 1


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (response(412), "is a standby that does not know the token yet"),  # abuse case 57
        (SEALED, "is sealed or has no active node"),  # abuse case 59
        (UPGRADE, "is being upgraded to version 2"),  # abuse case 61
        (response(502, b"<html>"), "with status 502"),
        (reset, "broke"),  # abuse case 66
        (Early(reset), "Connection reset by peer"),
    ],
)
def test_what_could_pass_and_does_not_is_said_in_the_end(
    faulty: Faulty, refused: bytes | Script | Early, what: str
) -> None:
    outcome = faulty.read([refused] * 50, seconds=3)

    assert what in outcome.said
    assert outcome.server.connections > 1


@pytest.mark.parametrize(
    ("refused", "what"),
    [
        (response(501), "is not initialised"),  # abuse case 60
        (response(472), "a disaster recovery secondary"),
        (response(473), "a performance standby"),
        (response(474), "cut off from the active node"),
        (response(530), "removed from the cluster"),
        (response(405), "is not a KV engine of version 2"),
        (response(204), "with nothing"),
        (response(400), "as malformed (status 400)"),
        (response(418), "with status 418"),
        (response(599), "with status 599"),
    ],
)
def test_what_does_not_pass_is_said_at_once(faulty: Faulty, refused: bytes, what: str) -> None:
    outcome = faulty.read([refused] * 3)

    assert what in outcome.said
    assert outcome.server.connections == 1


KV_1 = response(200, b'{"data":{"type":"kv","path":"kv/","options":{"version":"1"}}}')
MISSING = 'path "kv/data/cargo/x" { capabilities = ["read"] }'


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ([DENIED, DENIED], MISSING),
        ([UNKNOWN_TOKEN, UNKNOWN_TOKEN], "is not valid or has expired"),
        ([TWO_ERRORS, TWO_ERRORS], "is not valid or has expired"),
        ([response(403), response(200, b'{"data":{}}'), DENIED], MISSING),
        ([response(403), DENIED, DENIED], MISSING),
        ([DENIED, KV_1], 'set engine = "kv-v1" beside `secret`'),
    ],
    ids=[
        "no right",
        "spent",
        "spent, in other words",
        "no words",
        "no words, and no right to look itself up",
        "the right for another engine",
    ],
)
def test_403_says_which_of_its_two_meanings_it_has(faulty: Faulty, answers: list[bytes], what: str) -> None:
    # abuse case 62
    outcome = faulty.read(answers)

    assert what in outcome.said
    assert outcome.server.connections == len(answers)
    looked_up = [head for head in outcome.server.requests if head.startswith("GET /v1/auth/token/lookup-self ")]
    asked = [head for head in outcome.server.requests if head.startswith("GET /v1/sys/internal/ui/mounts/kv/cargo/x ")]
    assert len(looked_up) + len(asked) == len(answers) - 1
    assert len(asked) == ("expired" not in what)


def test_a_403_is_told_when_vault_says_no_more(faulty: Faulty) -> None:
    assert MISSING in faulty.read([DENIED, *[lambda _client: time.sleep(4)] * 4], seconds=4).said


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b'{"errors":[]}', None),
        (b'{"errors":[],"warnings":["Invalid path for a versioned K/V secrets engine."]}', "another version of the KV"),
        (b'{"data":{"data":null,"metadata":{"deletion_time":"2026-01-01T00:00:00Z"}}}', "was deleted or destroyed"),
        (b'{"errors":["unsupported path"]}', "does not support the path kv/cargo/x"),
    ],
)
def test_404_of_all_four_kinds(faulty: Faulty, body: bytes, what: str | None) -> None:
    # abuse case 63
    denied = response(403, b'{"errors":["permission denied"]}')  # to the question what kind of mount it is
    outcome = faulty.read([response(404, body), denied])

    if what is None:
        assert outcome.answer == {"Err": {"kind": "not-found"}}
    else:
        assert what in outcome.said


@pytest.mark.parametrize("status", [200, 400, 403, 404, 405, 412, 429, 500, 503])
@pytest.mark.parametrize("logs_in", [False, True])
def test_what_was_sent_is_not_repeated(faulty: Faulty, status: int, logs_in: bool) -> None:
    # abuse case 65: everything that is shown is searched for the secrets by the program's own run
    answers = [response(status, ECHO)] * 50
    faulty.provider.extra["CREDPROVIDER_TIMEOUT"] = "2"
    outcome = faulty.log_in(answers) if logs_in else faulty.read(answers)

    assert "bad token" not in outcome.said


@pytest.mark.parametrize(
    ("answers", "connections"),
    [
        ([reset, response(200, LOGGED_IN)], 1),
        ([b"", response(200, LOGGED_IN)], 1),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", response(200, LOGGED_IN)], 1),
        ([response(500), response(200, LOGGED_IN)], 1),
        ([response(502), response(200, LOGGED_IN)], 1),
        ([response(504), response(200, LOGGED_IN)], 1),
    ],
)
def test_a_login_that_vault_may_have_seen_is_not_sent_again(
    faulty: Faulty, answers: list[bytes | Script | Early], connections: int
) -> None:
    # abuse case 66: a secret_id may be good for a single use
    outcome = faulty.log_in(answers)

    assert outcome.said
    assert outcome.server.connections == connections


@pytest.mark.parametrize("first", [Early(reset), response(429), SEALED, response(412)])
def test_a_login_that_vault_has_not_begun_is_sent_again(faulty: Faulty, first: bytes | Early) -> None:
    # abuse case 66
    outcome = faulty.log_in([first, response(200, LOGGED_IN), response(200, SECRET)])

    assert outcome.answer == GIVEN
    assert outcome.server.connections == 3
