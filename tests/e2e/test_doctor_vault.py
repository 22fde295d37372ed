"""What doctor says of a Vault is what cargo does, and following its help mends it."""

import json
from typing import Any

from tests.cargo_home import Run
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import READER
from tests.servers.vault_server import VaultServer

SECRET = "kv/e2e/doctored"


def doctor(company: Company) -> tuple[int, dict[str, Any]]:
    """Return the exit status and the errors about Vault."""
    run = company.cargo.run("credprovider", "doctor", "company", "--json")
    report = json.loads(run.stdout)
    findings = [*report["findings"], *report["registries"][0]["findings"]]
    return run.status, {found["id"]: found for found in findings if found["id"].startswith("vault-")}


def search(company: Company) -> Run:
    return company.cargo.run("search", "--registry", "company", "x")


def test_the_missing_line_of_a_policy_is_the_one_that_was_missing(company: Company, vault_server: VaultServer) -> None:
    vault_server.write_secret(SECRET, {"token": READER.token})
    company.settings(f'store = "vault"\nsecret = "{SECRET}"')
    vault_server.policy("e2e-doctor", {"kv/data/elsewhere": ["read"]})
    company.cargo.extra |= vault_server.environment(vault_server.token(["e2e-doctor"]))
    status, errors = doctor(company)
    assert (status, list(errors)) == (1, ["vault-may-not-read"])
    assert search(company).status == 101

    line = errors["vault-may-not-read"]["help"].split(": ")[1]
    path, capability = line.split('"')[1], line.split('"')[3]
    vault_server.policy("e2e-doctor", {path: [capability]})
    assert doctor(company) == (0, {})
    assert search(company).status == 0


def test_the_setting_for_an_engine_is_the_one_that_was_missing(company: Company, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv1/doctored", {"token": READER.token})
    company.settings('store = "vault"\nsecret = "kv1/doctored"')
    company.cargo.extra |= vault_server.environment(vault_server.token_reading("kv1/doctored"))
    status, errors = doctor(company)
    assert (status, list(errors)) == (1, ["vault-engine"])
    assert search(company).status == 101

    setting = errors["vault-engine"]["help"].removeprefix("write ").removesuffix(" into the route")
    company.settings(f'store = "vault"\nsecret = "kv1/doctored"\n{setting}')
    assert doctor(company) == (0, {})
    assert search(company).status == 0
