"""A developer's machine whose registry has its token in Vault, for doctor to look at."""

import json
from dataclasses import dataclass
from typing import Any

from tests.credprovider.doctor.patient import OURS, Patient
from tests.credprovider.provider import CANARY, INDEX
from tests.servers.vault_server import VaultServer

SECRET = "kv/doctor/registry"
READ = "kv/data/doctor/*"


@dataclass
class Vaulted:
    """patient: the machine. server: the Vault that its environment leads to, as somebody who may read SECRET."""

    patient: Patient
    server: VaultServer

    def __post_init__(self) -> None:
        self.patient.cargo("cargo 1.96.0")
        self.patient.config(OURS)
        self.server.write_secret(SECRET, {"token": CANARY, "note": CANARY})
        self.server.describe_secret(SECRET, custom_metadata={})
        self.be(self.server.token_reading(READ))
        self.route(f'secret = "{SECRET}"')

    def be(self, token: str) -> None:
        """Have the environment give this Vault token."""
        self.token = token
        self.patient.extra |= self.server.environment(token)

    def route(self, *lines: str, vault: str = "") -> None:
        """Write the settings: these lines for the registry's route, and those of `[vault]`."""
        table = f"[vault]\n{vault}\n" if vault else ""
        self.patient.provider.settings("\n".join([table, f'[registries."{INDEX}"]', 'store = "vault"', *lines, ""]))

    def report(self) -> Any:
        """Return the report, in which no Vault token stands."""
        report = self.patient.report("alt")
        assert self.token not in json.dumps(report)
        return report


def found(report: Any) -> dict[str, Any]:
    """Return the findings about Vault by their ids, each of which is there once."""
    findings = [*report["findings"], *report["registries"][0]["findings"]]
    about = [finding for finding in findings if finding["id"].startswith("vault-")]
    by_id = {finding["id"]: finding for finding in about}
    assert len(by_id) == len(about), about
    return by_id


def severities(report: Any) -> dict[str, str]:
    """Return the severity of each finding about Vault, by its id."""
    return {name: finding["severity"] for name, finding in found(report).items()}
