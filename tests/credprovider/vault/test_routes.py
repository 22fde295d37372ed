"""What a route says about its secret, through the real program: engines, mounts and templates."""

import json

import hvac  # the judge: the same reads through the library
import pytest

from tests.credprovider.provider import CANARY, INDEX, NOT_FOUND, Provider, publish, request, token
from tests.servers.vault_server import VaultServer


@pytest.fixture
def vaulted(provider: Provider, vault_server: VaultServer) -> Provider:
    """A provider with a token that may read all that the tests of this file write."""
    allowed = ["kv/data/routes/*", "kv/routes/*", "kv1/routes/*", "kv1/data/routes/*", "team/kv/data/*", "team/old/*"]
    provider.extra |= vault_server.environment(vault_server.token_reading(*allowed))
    return provider


def serve(provider: Provider, *lines: str) -> None:
    provider.settings("\n".join([f'[registries."{INDEX}"]', 'store = "vault"', *lines, ""]))


def paths(server: VaultServer, since: int) -> list[str]:
    return [seen.path for seen in server.audited()[since:]]


def test_version_1_is_read_in_one_request(vaulted: Provider, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv1/routes/x", {"token": CANARY, "ttl": "90s"})  # which is no end of the token
    serve(vaulted, 'secret = "kv1/routes/x"', 'engine = "kv-v1"')
    before = len(vault_server.audited())

    assert vaulted.one(request()) == token(CANARY)
    assert paths(vault_server, before) == ["kv1/routes/x"]


@pytest.mark.parametrize(("version", "mount"), [("2", "team/kv"), ("1", "team/old")])
def test_a_mount_of_several_parts(vaulted: Provider, vault_server: VaultServer, version: str, mount: str) -> None:
    vault_server.mount_engine(mount, "kv", version=version)
    data = "data/" if version == "2" else ""
    fields = {"token": CANARY}
    vault_server.administer("POST", f"{mount}/{data}a/b", {"data": fields} if data else fields)
    serve(vaulted, f'secret = "{mount}/a/b#token"', f'mount = "{mount}"', f'engine = "kv-v{version}"')
    before = len(vault_server.audited())

    assert vaulted.one(request()) == token(CANARY)
    assert paths(vault_server, before) == [f"{mount}/{data}a/b"]


@pytest.mark.parametrize(
    ("secret", "engine", "advice"),
    [
        ("kv1/routes/x", "kv-v2", 'set engine = "kv-v1"'),
        ("kv1/routes/y", "kv-v2", 'set engine = "kv-v1"'),
        ("kv/routes/x", "kv-v1", 'set engine = "kv-v2"'),
    ],
)
def test_the_wrong_version_names_the_setting(
    vaulted: Provider, vault_server: VaultServer, secret: str, engine: str, advice: str
) -> None:
    # abuse case 63
    for path in ("kv1/routes/x", "kv1/data/routes/y", "kv/routes/x"):
        vault_server.write_secret(path, {"token": CANARY})
    serve(vaulted, f'secret = "{secret}"', f'engine = "{engine}"')

    assert advice in vaulted.error(request())


def test_nothing_there_is_not_found_in_both_versions(vaulted: Provider) -> None:
    for secret, engine in (("kv/routes/no", "kv-v2"), ("kv1/routes/no", "kv-v1")):
        serve(vaulted, f'secret = "{secret}"', f'engine = "{engine}"')
        assert vaulted.one(request()) == NOT_FOUND


def test_a_missing_right_names_the_path_of_version_1(vaulted: Provider) -> None:
    serve(vaulted, 'secret = "kv1/elsewhere/x"', 'engine = "kv-v1"')

    assert 'path "kv1/elsewhere/x" { capabilities = ["read"] }' in vaulted.error(request())


def test_a_secret_of_version_1_that_is_bound_to_another_registry(vaulted: Provider, vault_server: VaultServer) -> None:
    # abuse case 33
    vault_server.write_secret("kv1/routes/bound", {"token": CANARY, "index": "sparse+https://other.example/"})
    serve(vaulted, 'secret = "kv1/routes/bound"', 'engine = "kv-v1"')

    assert "is bound to another registry than" in vaulted.error(request())


@pytest.mark.parametrize("fields", [{"token": "abc"}, {"token": "x" * 60_000}, {"token": "a", "ttl": "1h", "n": 1}])
def test_both_versions_give_what_the_library_gives(
    vaulted: Provider, vault_server: VaultServer, fields: dict[str, object]
) -> None:
    vault_server.write_secret("kv/routes/judged", fields)
    vault_server.write_secret("kv1/routes/judged", fields)
    judge = hvac.Client(vault_server.address, token=vault_server.root_token, verify=str(vault_server.ca_file))
    theirs = judge.secrets.kv.v2.read_secret_version("routes/judged", mount_point="kv", raise_on_deleted_version=True)
    old = judge.secrets.kv.v1.read_secret("routes/judged", mount_point="kv1")

    serve(vaulted, 'secret = "kv/routes/judged"')
    assert vaulted.one(request())["Ok"]["token"] == theirs["data"]["data"]["token"]
    serve(vaulted, 'secret = "kv1/routes/judged"', 'engine = "kv-v1"')
    assert vaulted.one(request())["Ok"]["token"] == old["data"]["token"]


def test_a_template_gives_each_operation_and_crate_its_secret(vaulted: Provider, vault_server: VaultServer) -> None:
    # abuse case 97
    for operation, crate in (("publish", "crate"), ("yank", "crate"), ("owners", "Other_Crate")):
        vault_server.write_secret(f"kv/routes/registry.example/{operation}/{crate}", {"token": f"{operation}-{crate}"})
    vault_server.write_secret("kv/routes/reading", {"token": "reading"})
    serve(
        vaulted,
        'secret = "kv/routes/{registry-host}/{operation}/{crate}"',
        'read = { secret = "kv/routes/reading" }',
    )

    assert vaulted.ask(
        request(),
        publish(),
        request("get", {"name": "crate", "vers": "1.0.0"}, operation="yank"),
        request("get", {"name": "Other_Crate"}, operation="owners"),
        request("get", {"name": "other_crate"}, operation="owners"),  # which is another name to Vault
    ) == [
        token("reading", independent=False),
        token("publish-crate", "never", independent=False),
        token("yank-crate", "never", independent=False),
        token("owners-Other_Crate", "never", independent=False),
        NOT_FOUND,
    ]


def test_one_template_alone_makes_the_operations_separate(vaulted: Provider, vault_server: VaultServer) -> None:
    for operation in ("read", "publish"):
        vault_server.write_secret(f"kv/routes/{operation}", {"token": operation})
    serve(vaulted, 'secret = "kv/routes/{operation}"')

    assert vaulted.ask(request(), publish()) == [
        token("read", independent=False),
        token("publish", "never", independent=False),
    ]


def test_the_argument_is_a_template_too(vaulted: Provider, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/routes/publish", {"token": "publish"})
    asked = publish(args=["--store", "vault", "--secret", "kv/routes/{operation}"])

    assert vaulted.one(asked) == token("publish", "never", independent=False)


def test_no_argument_names_another_engine(vaulted: Provider) -> None:
    for argument in ("--engine", "--mount", "--writable", "--wrapping-token-variable"):
        asked = request(args=["--store", "vault", "--secret", "kv/x", argument, "x"])
        assert f"unknown argument `{argument}`" in vaulted.error(asked)


def test_a_read_is_about_no_crate(vaulted: Provider, vault_server: VaultServer) -> None:
    serve(vaulted, 'secret = "kv/routes/{crate}"')
    before = len(vault_server.audited())

    assert "the secret's path has `{crate}`, and cargo's request names none" in vaulted.error(request())
    assert paths(vault_server, before) == []


@pytest.mark.parametrize("name", ["..", "a/../../sys/mounts", "%2e%2e", "foo.", "x?version=1", "a#b", "a\\b", "\0"])
def test_a_crates_name_that_leads_elsewhere_is_refused_before_any_request(
    vaulted: Provider, vault_server: VaultServer, name: str
) -> None:
    # abuse case 31
    serve(vaulted, 'secret = "kv/routes/{crate}"')
    before = len(vault_server.audited())
    asked = json.dumps(publish(name=name)).encode()

    assert "cannot stand for `{crate}`" in vaulted.error(asked)
    assert paths(vault_server, before) == []
