"""The server as a whole: sealed, paused, behind a Proxy, and its audit log."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.servers.vault_server import Answer, VaultServer


def test_the_server_itself_does_not_ask_for_x_vault_request_but_a_proxy_does(vault: VaultServer, reader: str) -> None:
    path = "/v1/kv/data/contract/acme"

    def guarded(**headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return vault.request("GET", path, token=reader, headers=sent, address=vault.guarded_address)

    assert vault.request("GET", path, token=reader).status == 200
    assert (guarded().status, guarded().json) == (412, {"errors": ['missing "X-Vault-Request" header']})
    assert guarded(X_Vault_Request="1").status == 412
    assert guarded(X_Vault_Request="TRUE").status == 412
    assert guarded(X_Vault_Request="true").json["data"]["data"] == {"token": "two"}


def test_a_sealed_vault_answers_503_to_everything_but_its_state(vault: VaultServer, reader: str) -> None:
    vault.seal()
    try:
        for path in ("kv/data/contract/acme", "nomount/x", "auth/token/lookup-self"):
            answer = vault.request("GET", f"/v1/{path}", token=reader)
            assert (answer.status, answer.json) == (503, {"errors": ["Vault is sealed"]})
        health = vault.request("GET", "/v1/sys/health")
        assert (health.status, health.json["sealed"]) == (503, True)
        assert vault.request("GET", "/v1/sys/seal-status").json["sealed"] is True
        assert vault.request("PUT", "/v1/sys/unseal", {"key": "nonsense"}).status == 400
    finally:
        vault.unseal()

    assert vault.request("GET", "/v1/sys/health").status == 200
    assert vault.request("GET", "/v1/kv/data/contract/acme", token=reader).status == 200


def test_http_on_the_tls_port_is_told_so(vault: VaultServer) -> None:
    url = urlsplit(vault.address)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=5) as connection:
        connection.sendall(b"GET /v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = connection.makefile("rb").read()

    assert answer == b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"


def test_the_audit_log_has_each_request_once_with_its_error(vault: VaultServer, reader: str) -> None:
    before = len(vault.audited())
    vault.request("GET", "/v1/kv/data/contract/acme", token=reader)
    vault.request("GET", "/v1/kv/data/other", token=reader)
    vault.request("GET", "/v1/kv/data/contract/acme", token="bad")
    vault.request("GET", "/v1/kv/data//contract/acme", token=reader)
    seen = vault.audited()[before:]

    assert [(entry.operation, entry.path) for entry in seen] == [
        ("read", "kv/data/contract/acme"),
        ("read", "kv/data/other"),
        ("read", "kv/data/contract/acme"),
    ]
    assert seen[0].error == ""
    assert "permission denied" in seen[1].error
    assert "permission denied" in seen[2].error


def test_the_audit_log_holds_no_token(vault: VaultServer, reader: str) -> None:
    vault.request("GET", "/v1/kv/data/contract/acme", token=reader)

    assert reader not in vault.audit_file.read_text()


def test_a_paused_server_answers_when_it_runs_on(vault: VaultServer, reader: str) -> None:
    vault.server.process.pause()
    url = urlsplit(vault.address)
    try:
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=5) as connection:
            connection.settimeout(0.2)
            connection.sendall(b"\x16")
            with pytest.raises(TimeoutError):
                connection.recv(1)
    finally:
        vault.server.process.resume()

    assert vault.request("GET", "/v1/kv/data/contract/acme", token=reader).status == 200
