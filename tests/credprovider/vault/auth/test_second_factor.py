"""The second factor, as servers answer that no stand-in is."""

import json

import pytest

from credprovider.token import Secret
from credprovider.vault.auth.person import Person
from credprovider.vault.auth.second_factor import confirmed
from credprovider.vault.auth.userpass import UserpassMethod
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from tests.credprovider.vault.scripted import client, config, response, scripted

TOTP = {"type": "totp", "id": "1234", "uses_passcode": True, "name": "phone"}
PUSH = {"type": "duo", "id": "5678", "uses_passcode": False}


class Typist(Person):
    """A person who types the same passcode whenever they are asked. asked: the prompts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def confides(self, prompt: str, what: str) -> Secret:  # noqa: ARG002 - the overridden method's own
        self.asked.append(prompt)
        return Secret(" 123456 ")


def logged_in(demand: object, *answers: bytes) -> tuple[Answer, list[str], list[str]]:
    """Log in at a server that demands a second factor; return its last answer, the prompts, and its requests."""
    first = response(200, json.dumps({"auth": {"client_token": "", "mfa_requirement": demand}}).encode())
    with scripted([first, *answers]) as server:
        method = UserpassMethod({"method": "userpass"}, client(config(server.address)))
        typist = Typist()
        answer = method.client.post("auth/userpass/login/alice", {"password": "x"})
        return confirmed(answer, method, typist), typist.asked, server.whole()


def demand(*offered: object) -> dict[str, object]:
    return {"mfa_request_id": "r-1", "mfa_constraints": {"cargo\x1b": {"any": list(offered)}}}


def test_a_passcode_is_asked_and_sent() -> None:
    done = response(200, b'{"auth": {"client_token": "s.1"}}')
    answer, asked, requests = logged_in(demand(PUSH, TOTP), done)

    assert answer.table("auth") == {"client_token": "s.1"}
    assert [prompt.partition(" at ")[0] for prompt in asked] == ["Passcode for cargo\\x1b (totp)"]
    assert requests[1].startswith("POST /v1/sys/mfa/validate ")
    assert json.loads(requests[1].partition("\r\n\r\n")[2]) == {
        "mfa_request_id": "r-1",
        "mfa_payload": {"1234": ["123456"]},
    }


@pytest.mark.parametrize("status", [400, 403])
def test_a_wrong_passcode(status: int) -> None:
    with pytest.raises(VaultFailure, match="does not accept the passcode"):
        logged_in(demand(TOTP), response(status, b'{"errors": ["123456 is wrong"]}'))


@pytest.mark.parametrize("offered", [[PUSH], [], [{"uses_passcode": True}], [7]])
def test_a_factor_that_cannot_be_typed(offered: list[object]) -> None:
    with pytest.raises(VaultFailure, match=r"asks for a second factor, .* that has no passcode"):
        logged_in(demand(*offered))
