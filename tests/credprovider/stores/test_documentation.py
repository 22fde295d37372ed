"""docs/stores.md: every settings block in it works, with programs that print what the real ones print."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import tomli

from credprovider.settings_check import check_document
from tests.credprovider.programs import Programs
from tests.credprovider.provider import CANARY, LOGGED_IN, LOGGED_OUT, Provider, publish, request
from tests.servers.broker import running_broker
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer

DOCUMENT = (Path(__file__).parents[3] / "docs" / "stores.md").read_text()
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
END = int(time.time()) + 3600
ZONE = timezone(timedelta(hours=-8))


@dataclass(frozen=True)
class Printed:
    """What a real program prints. called: with its arguments. expires: whether that tells when the token ends. header:
    what cargo then sends before the token. Sources: the program's source or its vendor's documentation.
    """

    called: str
    output: str
    expires: bool
    header: str = ""


AWS = (
    "aws codeartifact get-authorization-token --domain acme --domain-owner 111122223333 --region eu-central-1 "
    "--output json"
)
AZ = "az account get-access-token --resource 499b84ac-1321-427f-aa17-267ca6975798 --output json"
PRINTED = {
    "aws, version 1": Printed(AWS, f'{{"authorizationToken": "{CANARY}", "expiration": {END}.482}}', expires=True),
    "aws, version 2": Printed(
        AWS,
        f"""{{
    "authorizationToken": "{CANARY}",
    "expiration": "{datetime.fromtimestamp(END, ZONE).isoformat()}"
}}""",
        expires=True,
    ),
    "az": Printed(
        AZ,
        f"""{{
  "accessToken": "{CANARY}",
  "expiresOn": "{datetime.fromtimestamp(END).isoformat(" ")}.000000",
  "expires_on": {END},
  "subscription": "00000000-0000-0000-0000-000000000000",
  "tenant": "00000000-0000-0000-0000-000000000000",
  "tokenType": "Bearer"
}}""",
        expires=True,
        header="Bearer ",
    ),
    "jf": Printed(
        "jf access-token-create --expiry=3600",
        f"""{{
  "scope": "applied-permissions/user",
  "access_token": "{CANARY}",
  "expires_in": 3600,
  "token_type": "Bearer",
  "token_id": "00000000-0000-0000-0000-000000000000"
}}""",
        expires=True,
        header="Bearer ",
    ),
    "gcloud config-helper": Printed(
        "gcloud config config-helper --format=json",
        f"""{{
  "configuration": {{
    "active_configuration": "default",
    "properties": {{"core": {{"account": "a@example.com", "project": "p"}}}}
  }},
  "credential": {{
    "access_token": "{CANARY}",
    "id_token": "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
    "token_expiry": "{datetime.fromtimestamp(END, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}"
  }},
  "sentinels": {{"config_sentinel": "/home/a/.config/gcloud/config_sentinel"}}
}}""",
        expires=True,
        header="Bearer ",
    ),
    "gcloud print-access-token": Printed("gcloud auth print-access-token", CANARY, expires=False, header="Bearer "),
    "op": Printed("op read op://work/kellnr/token", CANARY, expires=False),
    "pass": Printed("pass show cargo/kellnr", CANARY, expires=False),
    "company-token": Printed(
        "company-token --registry sparse+https://crates.example.com/index/", CANARY, expires=False
    ),
}


def url(block: str) -> str:
    """Return the index URL of the one registry in a block of the document."""
    (listed,) = tomli.loads(block)["registries"]
    return str(listed)


def called(block: str) -> str:
    """Return the command in a block of the document as it is called, "" when it has none."""
    words = tomli.loads(block)["registries"][url(block)].get("command", [])
    return " ".join(words).replace("{index_url}", url(block))


COMMANDS = {called(block): block for block in BLOCKS if called(block)}


@pytest.fixture
def play(provider: Provider, tmp_path: Path, user_keyring: UserKeyring) -> Callable[[Printed], Provider]:
    """Serve the registry of the document whose program is given, and play that program; some are kept by the kernel."""

    def start(printed: Printed) -> Provider:
        programs = Programs(tmp_path / "programs")
        name, _, arguments = printed.called.partition(" ")
        programs.write(name, f"test \"$*\" = '{arguments}' || exit 64\ncat <<'END'\n{printed.output}\nEND")
        provider.extra["PATH"] = programs.path
        provider.through = user_keyring.words
        provider.settings(COMMANDS[printed.called])
        return provider

    return start


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_in_order(block: str) -> None:
    check_document(block.encode(), "docs/stores.md")


def test_every_program_of_the_document_is_played() -> None:
    assert COMMANDS.keys() == {printed.called for printed in PRINTED.values()}
    assert len(COMMANDS) >= 7


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_what_a_program_prints_is_understood(play: Callable[[Printed], Provider], printed: Printed) -> None:
    answer = play(printed).one(request(url=url(COMMANDS[printed.called])))["Ok"]

    assert answer["token"] == printed.header + CANARY
    assert answer["cache"] == ("expires" if printed.expires else "session")
    assert abs(answer.get("expiration", END) - END) <= 1800


def test_the_local_time_of_az_is_refused_with_advice(play: Callable[[Printed], Provider]) -> None:
    provider = play(PRINTED["az"])
    block = COMMANDS[AZ]
    provider.settings(block.replace('"expires_on"', '"expiresOn"'))

    said = provider.error(request(url=url(block)))
    assert "does not say its time zone; name a field that does, or one with unix seconds" in said


VAULT_BLOCKS = [block for block in BLOCKS if 'store = "vault"' in block]


def vault_block(key: str) -> str:
    """Return the block of the document that has `key`."""
    (found,) = (block for block in VAULT_BLOCKS if key in block)
    return str(found)


def test_every_block_about_vault_is_run_by_a_test_below() -> None:
    keys = ('engine = "kv-v1"', "{operation}", 'engine = "dynamic"', "wrapping-token-file", "writable")

    assert [vault_block(key) for key in keys] == VAULT_BLOCKS


@pytest.fixture
def vaulted(provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring) -> Provider:
    """A provider that may read and write the secrets of the document."""
    provider.through = user_keyring.words
    every = ["create", "update", "read"]
    rules = {"kv/data/cargo/*": every, "team/old/*": every, "rabbitmq/*": every}
    vault_server.policy("document", {**rules, "kv/data/people/alice/*": every, "kv/delete/people/alice/*": ["update"]})
    provider.extra |= vault_server.environment(vault_server.token(["document"]))
    return provider


def asked(block: str, kind: str = "get", **fields: object) -> dict[str, object]:
    return request(kind, fields, url=url(block))


def test_version_1_of_the_document(vaulted: Provider, vault_server: VaultServer) -> None:
    vault_server.mount_engine("team/old", "kv", version="1")
    vault_server.administer("POST", "team/old/cargo/kellnr", {"token": CANARY})
    block = vault_block('engine = "kv-v1"')
    vaulted.settings(block)

    assert vaulted.one(asked(block))["Ok"]["token"] == CANARY


def test_the_template_of_the_document(vaulted: Provider, vault_server: VaultServer) -> None:
    block = vault_block("{operation}")
    vaulted.settings(block)
    for place in ("read", "publish/crate"):
        vault_server.write_secret(f"kv/cargo/kellnr.example.com/{place}", {"token": place})
    publishing = publish()
    publishing["registry"] = {"index-url": url(block)}

    found = vaulted.ask(asked(block), publishing)
    assert [each["Ok"]["token"] for each in found] == ["read", "publish/crate"]


def test_the_made_token_of_the_document(vaulted: Provider, vault_server: VaultServer) -> None:
    block = vault_block('engine = "dynamic"')
    with running_broker() as broker:  # which is what there is in place of Artifactory
        vault_server.make_accounts(broker.address, ttl="30m")
        vaulted.settings(block.replace("artifactory/token/cargo#access_token", "rabbitmq/creds/cargo#password"))
        found = vaulted.one(asked(block))["Ok"]

        assert found["token"].removeprefix("Bearer ") in broker.passwords.values()
        assert found["cache"] == "expires"
        vault_server.administer("DELETE", "sys/mounts/rabbitmq")


def test_the_wrapped_secret_of_the_document(vaulted: Provider, vault_server: VaultServer, tmp_path: Path) -> None:
    vault_server.write_secret("kv/cargo/kellnr", {"token": CANARY})
    del vaulted.extra["VAULT_TOKEN"]
    block = vault_block("wrapping-token-file")
    (tmp_path / "wrapped").write_text(vault_server.wrap("kv/data/cargo/kellnr") + "\n")
    vaulted.settings(block.replace("/run/cargo/wrapped", str(tmp_path / "wrapped")))

    assert [vaulted.one(asked(block))["Ok"]["token"] for _ in range(2)] == [CANARY] * 2


def test_the_own_token_of_the_document(vaulted: Provider, vault_server: VaultServer) -> None:
    vault_server.administer("DELETE", "kv/metadata/people/alice/kellnr")
    block = vault_block("writable")
    vaulted.settings(block)

    assert vaulted.one(asked(block, "login", token=CANARY)) == LOGGED_IN
    assert vaulted.one(asked(block))["Ok"]["token"] == CANARY
    assert vaulted.one(asked(block, "logout")) == LOGGED_OUT


def test_the_variables_of_the_document(provider: Provider) -> None:
    (block,) = (each for each in BLOCKS if 'store = "environment"' in each)
    provider.settings(block)
    provider.extra |= {"KELLNR_TOKEN": CANARY, "KELLNR_PUBLISH_TOKEN": "abc"}
    asked = publish()
    asked["registry"] = {"index-url": url(block)}

    assert [each["Ok"]["token"] for each in provider.ask(request(url=url(block)), asked)] == [CANARY, "abc"]
