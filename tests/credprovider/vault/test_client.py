"""What is repeated and what is followed, against a server that misbehaves on purpose."""

import socket
import threading
import time
from pathlib import Path

import pytest

from credprovider.vault.client import Client
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded_query
from tests.credprovider.vault.scripted import OK, Authority, Scripted, config, drip, reset, response, scripted
from tests.credprovider.vault.scripted import client as client_of

TARGET = "kv/data/x"


def client(running: Scripted, seconds: float = 5.0, **table: object) -> Client:
    """A client with so many seconds for everything."""
    ends = time.monotonic() + seconds
    return client_of(config(running.address, **table), lambda: max(ends - time.monotonic(), 0.001))


def test_a_request_says_who_we_are_and_that_it_is_meant_for_vault() -> None:
    with scripted([response(200, OK)]) as running:
        answer = client(running, namespace="team/a").get(TARGET)

    assert (answer.status, answer.content is not None) == (200, True)
    lines = running.requests[0].split("\r\n")
    assert lines[0] == "GET /v1/kv/data/x HTTP/1.1"
    assert set(lines[1:]) == {
        *("Host: " + running.address.removeprefix("http://"), "Accept: application/json", "Connection: close", ""),
        *("X-Vault-Request: true", "X-Vault-Namespace: team/a", "X-Vault-Token: s.hidden"),
    }


def test_a_second_factor_travels_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_MFA", "method:123456")
    with scripted([response(200, OK)]) as running:
        client(running).get(TARGET)

    assert "X-Vault-MFA: method:123456\r\n" in running.requests[0]


def test_a_base_path_stands_before_the_api() -> None:
    with scripted([response(200, OK)]) as running:
        client(Scripted(running.address + "/base")).get(TARGET)

    assert running.requests[0].startswith("GET /base/v1/kv/data/x HTTP/1.1")


def test_an_agent_at_a_unix_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    monkeypatch.setenv("VAULT_AGENT_ADDR", f"unix://{tmp_path}/agent.sock")
    seen = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "agent.sock"))
        listener.listen(1)

        def serve() -> None:
            with listener.accept()[0] as agent:
                seen.append(agent.recv(4096).decode())
                agent.sendall(response(200, OK))

        thread = threading.Thread(target=serve)
        thread.start()
        from credprovider.vault.config import VaultConfig

        assert Client(VaultConfig({}), lambda: 5.0).get(TARGET).status == 200
        thread.join(5)
    assert "\r\nHost: localhost\r\n" in seen[0]
    assert "X-Vault-Token" not in seen[0]


@pytest.mark.parametrize(
    ("answers", "status", "connections"),
    [
        # abuse cases 57 to 61
        ([response(412), response(412), response(200, OK)], 200, 3),
        ([response(412)] * 4, 412, 4),
        ([response(503), response(200, OK)], 200, 2),
        ([response(500), response(502), response(200, OK)], 200, 3),
        ([response(501)], 501, 1),
        ([response(429, b"", "Retry-After: 0"), response(200, OK)], 200, 2),
        ([response(429, b"", "Retry-After: 3600")], 429, 1),
        ([response(503, b"", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"), response(200, OK)], 200, 2),
        ([response(503, b"", "Retry-After: -1"), response(200, OK)], 200, 2),
        ([response(400, b'{"errors":["Upgrading from non-versioned to versioned data."]}'), response(200, OK)], 200, 2),
        ([response(400, b'{"errors":["other"]}')], 400, 1),
        ([response(403)], 403, 1),
        ([response(404)], 404, 1),
        ([response(473)], 473, 1),
    ],
)
def test_what_is_repeated(answers: list[bytes], status: int, connections: int) -> None:
    with scripted(answers) as running:
        assert client(running).get(TARGET).status == status
    assert running.connections == connections


def test_repetitions_end_with_the_deadline() -> None:
    with scripted([response(503)] * 10) as running:
        start = time.monotonic()
        assert client(running, 0.2).get(TARGET).status == 503
        assert time.monotonic() - start < 0.5


def test_the_environment_says_how_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_MAX_RETRIES", "0")
    with scripted([response(503), response(200, OK)]) as running:
        assert client(running).get(TARGET).status == 503


def test_a_connection_that_is_reset_is_tried_again_but_not_for_ever() -> None:
    # abuse case 66
    with scripted([reset, response(200, OK)]) as running:
        assert client(running).get(TARGET).status == 200
    with scripted([reset] * 5 + [response(200, OK)]) as running:
        with pytest.raises(VaultFailure, match="broke"):
            client(running).get(TARGET)
        assert running.connections == 5


def test_what_vault_may_have_done_is_not_asked_for_again() -> None:
    with scripted([reset, response(200, OK)]) as running:
        with pytest.raises(VaultFailure, match="broke"):
            client(running).post("auth/approle/login", {})
        assert running.connections == 1
    with scripted([response(500), response(200, OK)]) as running:
        assert client(running).post("auth/approle/login", {}).status == 500


NO_LEADER = b'{"errors":["local node not active but active cluster node not found"]}'


def test_an_election_is_waited_for() -> None:
    with scripted([response(500, NO_LEADER)] * 5 + [response(200, OK)]) as running:
        start = time.monotonic()
        assert client(running).post("auth/approle/login", {}).status == 200
        assert time.monotonic() - start < 5


def test_a_leader_that_is_gone_is_not_the_last_word() -> None:
    with scripted([]) as gone:
        pass
    away = redirect(f"{gone.address}/v1/{TARGET}")
    with scripted([away] * 5 + [response(200, OK)]) as standby:
        assert client(standby).post(TARGET, {}).status == 200
        assert standby.connections == 6
    with scripted([away] * 9) as standby, pytest.raises(VaultFailure) as raised:
        client(standby, 0.3).post(TARGET, {})
    assert raised.value.message == f"Vault at {gone.address} cannot be reached: Connection refused"
    assert raised.value.causes == (f"Vault at {standby.address} says that this is the active server",)


def test_a_server_that_is_silent_is_given_half_of_the_time() -> None:
    with scripted([lambda _client: time.sleep(1.5), response(200, OK)]) as running:
        start = time.monotonic()
        assert client(running, 2.5).get(TARGET).status == 200
        assert 1.2 < time.monotonic() - start < 2.5


def test_what_is_being_done_is_given_all_of_the_time() -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(1.5)
        connection.sendall(response(200, OK))

    with scripted([slow]) as running:
        assert client(running, 2.5).post("auth/ldap/login/x", {}).status == 200


def test_nobody_listens() -> None:
    with scripted([]) as running:
        pass
    with pytest.raises(VaultFailure, match="cannot be reached: Connection refused"):
        client(running).get(TARGET)


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(VaultFailure, match=r"the host of Vault at https://vault\.invalid is not known"):
        client(Scripted("https://vault.invalid")).get(TARGET)


@pytest.mark.parametrize(
    "script",
    [
        lambda _client: time.sleep(1),
        drip(response(200, OK), 0.02),
        drip(response(200, OK).replace(b"Length: ", b"Length: 9"), 0),
    ],
    ids=["silence", "drip", "promise"],
)
def test_a_slow_server_ends_at_the_deadline(script: object) -> None:
    # abuse cases 41, 43
    assert callable(script)
    with scripted([script]) as running:
        start = time.monotonic()
        with pytest.raises(VaultFailure, match=r"did not answer in time|before its answer"):
            client(running, 0.2).get(TARGET)
        assert time.monotonic() - start < 0.6


def test_a_handshake_that_stalls_ends_at_the_deadline(authority: Authority) -> None:
    # abuse case 42
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        start = time.monotonic()
        with pytest.raises(VaultFailure, match="did not answer in time"):
            client(Scripted(address), 0.2, ca_file=str(authority.file)).get(TARGET)
        assert time.monotonic() - start < 0.6


def test_the_clients_own_timeout_counts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_CLIENT_TIMEOUT", "100ms")
    with scripted([drip(response(200, OK), 0.02)]) as running:
        start = time.monotonic()
        with pytest.raises(VaultFailure, match="did not answer in time"):
            client(running).get(TARGET)
        assert time.monotonic() - start < 0.5


def redirect(location: str, status: int = 307) -> bytes:
    return response(status, b"", f"Location: {location}")


@pytest.mark.parametrize("status", [301, 302, 307])
def test_one_redirect_on_the_same_host_is_followed(status: int) -> None:
    # abuse case 54
    with (
        scripted([response(200, OK)]) as active,
        scripted([redirect(f"{active.address}/v1/{TARGET}", status)]) as standby,
    ):
        assert client(standby).get(TARGET).status == 200
    assert "X-Vault-Token: s.hidden" in active.requests[0]


@pytest.mark.parametrize(("back", "allowed"), [("?a=1%2F2&b=%25", True), ("", False), ("?a=1%2F2", False)])
def test_a_redirect_keeps_the_query(back: str, allowed: bool) -> None:
    path = TARGET + encoded_query({"a": "1/2", "b": "%"})
    with (
        scripted([response(200, OK)]) as active,
        scripted([redirect(f"{active.address}/v1/{TARGET}{back}")]) as standby,
    ):
        asking = client(standby)
        if not allowed:
            with pytest.raises(VaultFailure, match="redirects to another path"):
                asking.get(path)
            return
        assert asking.get(path).status == 200
    assert active.requests[0].startswith(f"GET /v1/{TARGET}?a=1%2F2&b=%25 HTTP/1.1")


def test_a_relative_redirect_stays_where_it_is() -> None:
    with scripted([redirect(f"/v1/{TARGET}"), response(200, OK)]) as running:
        assert client(running).get(TARGET).status == 200


@pytest.mark.parametrize(
    ("location", "what"),
    [
        # abuse case 55
        ("https://evil.example/v1/kv/data/x", "to another host: https://evil.example"),
        ("http://evil.example/v1/kv/data/x", "unusable address"),
        ("//evil.example/v1/kv/data/x", "unusable address"),
        ("https://127.0.0.1@evil.example/v1/kv/data/x", "unusable address"),
        ("https://localhost/v1/kv/data/x", "to another host"),
        ("https://127.0.0.1/v1/sys/mounts", "to another path"),
        ("https://127.0.0.1/v1/kv/data/x?version=1", "to another path"),
        ("https://127.0.0.1/v1/kv/data/../x", "to another path"),
        ("https://127.0.0.1/other", "to another path"),
        ("https://127.0.0.1/a/../v1/kv/data/x", "unusable address"),
        ("", "unusable address"),
        ("x", "unusable address"),
        ("file:///etc/passwd", "unusable address"),
    ],
)
def test_the_token_goes_nowhere_else(location: str, what: str) -> None:
    with scripted([redirect(location)]) as running, pytest.raises(VaultFailure) as raised:
        client(running).get(TARGET)

    assert what in "\n".join([raised.value.message, *raised.value.causes])
    assert running.connections == 1


def test_another_host_gets_no_request_at_all() -> None:
    with scripted([response(200, OK)]) as other:
        port = other.address.rpartition(":")[2]
        with scripted([redirect(f"http://localhost:{port}/v1/{TARGET}")]) as running, pytest.raises(VaultFailure):
            client(running).get(TARGET)
        assert other.connections == 0


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [("localhost", True), ("LOCALHOST", True), ("*.localhost", False), ("local", False), ("host", False)],
)
def test_hosts_that_a_redirect_may_lead_to(pattern: str, allowed: bool) -> None:
    with scripted([response(200, OK)]) as other:
        port = other.address.rpartition(":")[2]
        with scripted([redirect(f"http://localhost:{port}/v1/{TARGET}")]) as running:
            asking = client(running, redirect_hosts=[pattern])
            if allowed:
                assert asking.get(TARGET).status == 200
            else:
                with pytest.raises(VaultFailure, match="to another host"):
                    asking.get(TARGET)


def test_a_pattern_stands_for_one_label() -> None:
    from credprovider.vault.redirect import host_matches

    assert host_matches("a.example.com", "*.example.com")
    assert not any(
        host_matches(host, "*.example.com")
        for host in ("a.b.example.com", "example.com", ".example.com", "aexample.com")
    )


def test_encryption_is_never_given_up(authority: Authority) -> None:
    secure = authority.server("127.0.0.1")
    with (
        scripted([response(200, OK)]) as plain,
        scripted([redirect(f"{plain.address}/v1/{TARGET}")], secure) as running,
    ):
        with pytest.raises(VaultFailure, match="to an unencrypted address"):
            client(running, ca_file=str(authority.file)).get(TARGET)
        assert plain.connections == 0


def test_a_second_redirect_is_not_followed() -> None:
    with scripted([redirect(f"/v1/{TARGET}")] * 3) as running, pytest.raises(VaultFailure, match="more than once"):
        client(running).get(TARGET)
    assert running.connections == 2


def test_redirects_may_be_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAO_DISABLE_REDIRECTS", "true")
    with scripted([redirect(f"/v1/{TARGET}")]) as running, pytest.raises(VaultFailure, match="forbids to follow"):
        client(running).get(TARGET)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.300"])
def test_a_name_of_this_machine_that_leads_elsewhere_gets_nothing_unencrypted(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # where /etc/hosts has no line for it, whoever answers for the name server says where it is
    elsewhere = ("192.0.2.1", 8200)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", elsewhere)]
    monkeypatch.setattr("_socket.getaddrinfo", lambda *_: found)

    with pytest.raises(VaultFailure, match=f"{name} leads to another machine"):
        client(Scripted(f"http://{name}:8200"), seconds=0.5).get(TARGET)
