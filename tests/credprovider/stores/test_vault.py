"""The Vault store through the real program, against a real Vault wherever there is one, and the stand-in."""

import json
import time
from pathlib import Path

import pytest

from tests.credprovider.provider import CANARY, INDEX, NOT_FOUND, Provider, publish, request, token
from tests.servers.vault_server import VaultServer

SECRET = "kv/store/registry"


@pytest.fixture
def store(provider: Provider, vault_server: VaultServer) -> Provider:
    """A provider that serves one registry from a secret that is there, with a token that may read it."""
    vault_server.write_secret(SECRET, {"token": CANARY, "publish": CANARY + "-publish"})
    vault_server.describe_secret(SECRET, custom_metadata={})
    provider.extra |= vault_server.environment(vault_server.token_reading("kv/data/store/*"))
    serve(provider)
    return provider


def serve(provider: Provider, *lines: str) -> None:
    """Write settings: the registry from the secret, and more lines in its table."""
    provider.settings("\n".join([f'[registries."{INDEX}"]', 'store = "vault"', f'secret = "{SECRET}"', *lines, ""]))


def test_a_token_is_read(store: Provider) -> None:
    # conformance 38
    assert store.one(request()) == token(CANARY)


def test_without_a_settings_file(store: Provider, vault_server: VaultServer) -> None:
    (store.home / "credprovider.toml").unlink()
    arguments = ["--store", "vault", "--secret", f"{SECRET}#publish", "--preset", "gitea"]

    assert store.one(request(args=arguments)) == token(f"Bearer {CANARY}-publish")


def test_an_operation_has_a_token_of_its_own(store: Provider) -> None:
    serve(store, f'publish = {{ secret = "{SECRET}#publish" }}')

    assert store.ask(request(), publish(), request(operation="owners") | {"name": "x"}) == [
        token(CANARY, independent=False),
        token(CANARY + "-publish", "never", independent=False),
        token(CANARY, "never", independent=False),
    ]


def test_nothing_there_lets_cargo_go_on(store: Provider) -> None:
    serve(store, "")
    store.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/store/absent"\n')

    assert store.one(request()) == NOT_FOUND


def test_a_revoked_secret_does_not(store: Provider, vault_server: VaultServer) -> None:
    vault_server.delete_latest(SECRET)

    assert "was deleted or destroyed" in store.error(request())


@pytest.mark.parametrize("bound", [INDEX, "sparse+https://REGISTRY.example:443/index/"])
def test_a_secret_that_is_bound_to_this_registry(store: Provider, vault_server: VaultServer, bound: str) -> None:
    vault_server.write_secret(SECRET, {"token": CANARY, "index": bound})

    assert store.one(request()) == token(CANARY)


@pytest.mark.parametrize("bound", ["sparse+https://other.example/", INDEX.replace("/index/", "/index.git/"), "", 7])
def test_a_secret_that_is_bound_to_another_registry(store: Provider, vault_server: VaultServer, bound: object) -> None:
    # abuse case 33
    vault_server.write_secret(SECRET, {"token": CANARY, "index": bound})

    assert "is bound to another registry than" in store.error(request())


def test_a_binding_in_the_custom_metadata(store: Provider, vault_server: VaultServer) -> None:
    vault_server.describe_secret(SECRET, custom_metadata={"index": "sparse+https://other.example/"})

    assert "is bound to another registry than" in store.error(request())


@pytest.mark.parametrize(
    ("owner", "named"), [({"owner": "team-releases"}, "team-releases"), ({}, "those who administer Vault")]
)
def test_a_login_is_told_who_distributes_the_token(
    store: Provider, vault_server: VaultServer, owner: dict[str, str], named: str
) -> None:
    vault_server.describe_secret(SECRET, custom_metadata=owner)
    talk = store.raw(json.dumps(request("login")).encode())

    assert f"the secret {SECRET} in Vault; it is written and removed there, by {named}\n" in talk.hints
    vault_server.describe_secret(SECRET, custom_metadata={})


def test_a_version_with_an_end_is_given_out_with_it(store: Provider, vault_server: VaultServer) -> None:
    # conformance 45
    vault_server.describe_secret("kv/store/ending", delete_version_after="600s")
    vault_server.write_secret("kv/store/ending", {"token": CANARY})
    store.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/store/ending"\n')

    answer = store.one(request())["Ok"]

    assert answer["cache"] == "expires"
    assert 590 < answer["expiration"] - time.time() <= 600


def test_an_end_that_is_near_does_not_start_us_for_every_file(store: Provider, vault_server: VaultServer) -> None:
    # cargo drops a token 60 s before its end, and would ask again for each HTTP request
    vault_server.describe_secret("kv/store/near", delete_version_after="60s")
    vault_server.write_secret("kv/store/near", {"token": CANARY})
    store.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/store/near"\n')

    assert store.one(request()) == token(CANARY)


@pytest.mark.parametrize("value", ["", " ", "a\r\nX-Evil: 1", "é", "x" * 70_000])
def test_a_field_that_is_no_token_is_not_given_out(store: Provider, vault_server: VaultServer, value: str) -> None:
    # conformance 55
    vault_server.write_secret(SECRET, {"token": value})

    store.error(request())


def test_a_long_token_passes(store: Provider, vault_server: VaultServer) -> None:
    # abuse case 37
    vault_server.write_secret(SECRET, {"token": "e" * 16384 + "\n"})

    assert store.one(request()) == token("e" * 16384)


def test_a_wrong_token_is_not_shown(store: Provider) -> None:
    # abuse cases 65, 93
    store.extra["VAULT_TOKEN"] = CANARY

    assert "is not valid or has expired" in store.error(request())


def test_switching_the_check_off_is_loud(store: Provider) -> None:
    # abuse case 49
    del store.extra["VAULT_CACERT"]
    assert "the certificate of Vault at https://127.0.0.1:" in store.error(request())

    store.extra["VAULT_SKIP_VERIFY"] = "true"
    said = store.raw(json.dumps(request()).encode())
    assert said.lines == [token(CANARY)]
    assert "warning: SKIP_VERIFY is set" in said.hints


def test_a_vault_that_does_not_answer_ends_at_the_deadline(store: Provider, vault_server: VaultServer) -> None:
    # conformance 85
    store.extra["CREDPROVIDER_TIMEOUT"] = "0.4"
    vault_server.server.process.pause()
    try:
        start = time.monotonic()
        said = store.error(request())
        assert time.monotonic() - start < 1.5
    finally:
        vault_server.server.process.resume()
    assert "did not answer in time" in said or "timed out after 0.4 s waiting for Vault at https://" in said


def test_a_name_look_up_that_hangs_ends_at_the_deadline(store: Provider, tmp_path: Path) -> None:
    # abuse case 39: the call is replaced by one that blocks; faults/test_silence.py has a name server that is silent
    (tmp_path / "sitecustomize.py").write_text(
        "import _socket, time\n_socket.getaddrinfo = lambda *_: time.sleep(20)\n"
    )
    store.extra |= {"PYTHONPATH": str(tmp_path), "CREDPROVIDER_TIMEOUT": "0.3"}
    start = time.monotonic()

    assert "timed out after 0.3 s waiting for Vault at https://127.0.0.1" in store.error(request())
    assert time.monotonic() - start < 1.5


def test_no_token_for_vault(store: Provider) -> None:
    del store.extra["VAULT_TOKEN"]

    assert "there is no Vault token" in store.error(request())


@pytest.mark.parametrize(
    "variable", ["VAULT_ADDR", "VAULT_SKIP_VERIFY", "VAULT_CLIENT_TIMEOUT", "BAO_MAX_RETRIES", "VAULT_PROXY_ADDR"]
)
def test_a_variable_that_cannot_be_understood_is_named(store: Provider, variable: str) -> None:
    store.extra[variable] = "nonsense\x1b[2J"

    said = store.error(request())
    assert variable in said or "the Vault address `nonsense\\x1b[2J`" in said
