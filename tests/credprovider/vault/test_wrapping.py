"""Wrapped secrets through the real program: unwrapped once, and an alarm where somebody was there before."""

import errno
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import hvac  # the judge: the same secret unwrapped by the library
import pytest

from tests.credprovider.provider import CANARY, INDEX, LOGGED_OUT, NOT_FOUND, Provider, request, token
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer

SECRET, PATH = "kv/wrapped/registry", "kv/data/wrapped/registry"
ALARM = "somebody may have intercepted it: have it revoked and a new one issued"
LOOK_UP, UNWRAP, LOGIN = "sys/wrapping/lookup", "sys/wrapping/unwrap", "auth/approle/login"


@pytest.fixture
def wrapped(provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring) -> Provider:
    """A provider whose registry's token arrives wrapped, and who has no token of Vault's."""
    provider.through = user_keyring.words
    vault_server.write_secret(SECRET, {"token": CANARY})
    vault_server.describe_secret(SECRET, custom_metadata={})
    provider.extra |= vault_server.environment()
    serve(provider)
    arrive(provider, vault_server.wrap(PATH))
    return provider


def serve(provider: Provider, *lines: str, secret: str = SECRET) -> None:
    lines = (f'secret = "{secret}"', 'wrapping-token-variable = "WRAPPED"', *lines, "")
    provider.settings("\n".join([f'[registries."{INDEX}"]', 'store = "vault"', *lines]))


def arrive(provider: Provider, wrapping: str) -> None:
    provider.extra["WRAPPED"] = wrapping


def unwrap(server: VaultServer, wrapping: str) -> None:
    assert server.request("POST", "/v1/sys/wrapping/unwrap", {}, token=wrapping).status == 200


def paths(server: VaultServer) -> list[str]:
    return [seen.path for seen in server.audited() if seen.path in (LOOK_UP, UNWRAP, LOGIN)]


def test_it_is_unwrapped_once_and_kept(wrapped: Provider, vault_server: VaultServer) -> None:
    before = len(paths(vault_server))

    assert [wrapped.one(request()) for _ in range(3)] == [token(CANARY)] * 3
    assert paths(vault_server)[before:] == [LOOK_UP, UNWRAP]


def test_many_runs_at_once_unwrap_it_once(wrapped: Provider) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(wrapped.one, [request()] * 12)) == [token(CANARY)] * 12


def test_the_library_unwraps_the_same(wrapped: Provider, vault_server: VaultServer) -> None:
    judge: Any = hvac.Client(vault_server.address, token=vault_server.wrap(PATH), verify=str(vault_server.ca_file))
    theirs = judge.sys.unwrap()

    assert wrapped.one(request()) == token(theirs["data"]["data"]["token"])


def test_who_comes_second_raises_the_alarm(wrapped: Provider, vault_server: VaultServer) -> None:
    # abuse case 71
    unwrap(vault_server, wrapped.extra["WRAPPED"])
    before = len(paths(vault_server))

    said = wrapped.error(request())
    assert f"the wrapping token of the secret {SECRET} has ended, or it was already unwrapped" in said
    assert ALARM in said
    assert UNWRAP not in paths(vault_server)[before:]


@pytest.mark.parametrize("other", ["kv/data/wrapped/other", "kv1/wrapped/registry"])
def test_another_creation_path_is_refused_and_stays_wrapped(
    wrapped: Provider, vault_server: VaultServer, other: str
) -> None:
    # abuse case 72
    vault_server.write_secret("kv/wrapped/other", {"token": "evil"})
    vault_server.write_secret("kv1/wrapped/registry", {"token": "evil"})
    wrapping = vault_server.wrap(other)
    arrive(wrapped, wrapping)

    said = wrapped.error(request())
    assert f"was made by `{other}`, not by `{PATH}`" in said
    assert "it was not unwrapped; somebody may have exchanged it" in said
    unwrap(vault_server, wrapping)


def test_an_ended_wrapping_token_is_told_from_one_that_we_used(wrapped: Provider, vault_server: VaultServer) -> None:
    arrive(wrapped, vault_server.wrap(PATH, "1s"))
    time.sleep(2.2)
    assert ALARM in wrapped.error(request())

    arrive(wrapped, vault_server.wrap(PATH))
    assert wrapped.one(request()) == token(CANARY)
    assert wrapped.ask(request("logout"), request("logout")) == [LOGGED_OUT, NOT_FOUND]
    said = wrapped.error(request())
    assert "was unwrapped on this machine before, which works once" in said
    assert ALARM not in said


def test_a_new_wrapping_token_is_a_new_secret(wrapped: Provider, vault_server: VaultServer) -> None:
    assert wrapped.one(request()) == token(CANARY)
    vault_server.write_secret(SECRET, {"token": "new"})
    assert wrapped.one(request()) == token(CANARY)

    arrive(wrapped, vault_server.wrap(PATH))
    assert wrapped.one(request()) == token("new")


def test_the_kept_secret_is_still_bound_to_its_registry(wrapped: Provider, vault_server: VaultServer) -> None:
    # abuse case 33
    vault_server.write_secret(SECRET, {"token": CANARY, "index": "sparse+https://other.example/"})
    arrive(wrapped, vault_server.wrap(PATH))

    for _ in range(2):
        assert "is bound to another registry than" in wrapped.error(request())


def test_a_secret_of_version_1_is_unwrapped_too(wrapped: Provider, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv1/wrapped/old", {"token": CANARY})
    serve(wrapped, 'engine = "kv-v1"', secret="kv1/wrapped/old")
    arrive(wrapped, vault_server.wrap("kv1/wrapped/old"))

    assert wrapped.one(request()) == token(CANARY)


def test_a_machine_that_keeps_nothing_says_so(wrapped: Provider) -> None:
    wrapped.through = refusing(KEYCTL, errno.EPERM)
    said = wrapped.raw(json.dumps(request()).encode())

    assert said.lines == [token(CANARY)]
    assert "cannot be kept on this machine; the next run needs a new wrapping token" in said.hints
    assert ALARM in wrapped.error(request())


def test_no_wrapping_token(wrapped: Provider) -> None:
    del wrapped.extra["WRAPPED"]

    assert "the wrapping token in the variable WRAPPED is not there" in wrapped.error(request())


def test_an_unwrapping_is_not_repeated_when_its_answer_is_lost(wrapped: Provider) -> None:
    # abuse case 66
    asked: list[str] = []

    class Losing(BaseHTTPRequestHandler):
        """Knows every wrapping token, and hangs up when one is unwrapped."""

        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("lookup"):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"data":{"creation_path":"kv/data/wrapped/registry"}}')

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the overridden method's own name
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Losing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        wrapped.extra["VAULT_ADDR"] = f"http://127.0.0.1:{server.server_port}"
        said = wrapped.error(request())
        server.shutdown()

    assert f"the secret {SECRET} may be lost: it was being unwrapped, and no answer came" in said
    assert asked == ["/v1/sys/wrapping/lookup", "/v1/sys/wrapping/unwrap"]


@pytest.fixture
def role(wrapped: Provider, vault_server: VaultServer) -> Provider:
    """A provider that logs in with a secret_id which arrives wrapped."""
    vault_server.mount_auth("approle")
    vault_server.policy("wrapped-reads", {"kv/data/wrapped/*": ["read"]})
    fields = {"token_policies": ["wrapped-reads"], "token_ttl": "1h", "secret_id_num_uses": 1}
    vault_server.administer("POST", "auth/approle/role/ci", fields)
    role_id = vault_server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    auth = f'method = "approle", role-id = "{role_id}", role = "ci", secret-id-variable = "WRAPPED"'
    wrapped.settings(
        f"[vault]\nauth = {{ {auth}, secret-id-wrapped = true }}\n"
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "{SECRET}"\n'
    )
    arrive(wrapped, vault_server.wrap("auth/approle/role/ci/secret-id", body={}))
    return wrapped


def test_a_wrapped_secret_id_is_good_for_one_login_and_many_runs(role: Provider, vault_server: VaultServer) -> None:
    before = len(paths(vault_server))

    assert [role.one(request()) for _ in range(3)] == [token(CANARY)] * 3
    assert paths(vault_server)[before:] == [LOOK_UP, UNWRAP, LOGIN]


def test_many_runs_at_once_log_in_once(role: Provider, vault_server: VaultServer) -> None:
    before = len(paths(vault_server))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(role.one, [request()] * 12)) == [token(CANARY)] * 12
    assert paths(vault_server)[before:] == [LOOK_UP, UNWRAP, LOGIN]


def test_a_secret_id_that_somebody_else_unwrapped(role: Provider, vault_server: VaultServer) -> None:
    # abuse case 71
    unwrap(vault_server, role.extra["WRAPPED"])
    before = len(paths(vault_server))

    assert ALARM in role.error(request())
    assert UNWRAP not in paths(vault_server)[before:]


def test_a_secret_id_of_another_role_is_not_even_unwrapped(role: Provider, vault_server: VaultServer) -> None:
    # abuse case 72
    vault_server.administer("POST", "auth/approle/role/other", {})
    arrive(role, vault_server.wrap("auth/approle/role/other/secret-id", body={}))

    said = role.error(request())
    assert "was made by `auth/approle/role/other/secret-id`, not by `auth/approle/role/ci/secret-id`" in said
