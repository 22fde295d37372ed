"""What the examination of a Vault has found out so far: facts, in the form of the report in JSON, and findings."""

import json
from time import monotonic
from typing import Any

from credprovider.doctor.finding import Finding
from credprovider.errors import Other
from credprovider.vault.failures import VaultFailure
from policy.cargo.place import Place

_AGAIN = "mend that, and run `cargo credprovider doctor` again"
_EDITS = {
    "vault-not-logged-in": "run `cargo credprovider vault login`",
    "vault-unreachable": "is Vault running there, and is the address right? a firewall or a VPN may be in the way",
}


class Notes:
    """facts: plain JSON, without any secret. findings: in the order in which they were found; a list that is given is
    gone on with.
    """

    def __init__(self, facts: dict[str, Any], findings: list[Finding] | None = None) -> None:
        self.facts = facts
        self.findings: list[Finding] = [] if findings is None else findings

    def add(self, name: str, severity: str, message: str, edit: str, path: str = "") -> None:
        """Take a finding down. path: the file or the variable to look at, "" where it is none."""
        self.findings.append(Finding(name, severity, message, Place(path) if path else None, edit))

    def failed(self, name: str, failure: VaultFailure | Other, severity: str = "error") -> None:
        """Take down what a request for a token would have failed with, in the same words."""
        self.add(name, severity, failure.message, "; ".join(failure.causes) or _EDITS.get(name, _AGAIN))

    def content(self) -> dict[str, Any]:
        """Return everything as plain JSON."""
        found = [
            [finding.name, finding.severity, finding.message, finding.place.path if finding.place else "", finding.help]
            for finding in self.findings
        ]
        return {"facts": self.facts, "findings": found}

    def expired(self, error: Other) -> bytes:
        """Return the content as a line of JSON, with what the deadline has to say as the last finding."""
        self.failed("vault-unreachable", error)
        return json.dumps(self.content()).encode()

    @classmethod
    def read(cls, content: dict[str, Any]) -> "Notes":
        """Return the notes that `content` gave in another process."""
        notes = cls(content["facts"])
        for name, severity, message, path, edit in content["findings"]:
            notes.add(name, severity, message, edit, path)
        return notes


class Clock:
    """Measures the stages of an examination."""

    def __init__(self) -> None:
        self._began = monotonic()

    def lap(self) -> float:
        """Return the milliseconds since the last lap, or the beginning."""
        now = monotonic()
        milliseconds = (now - self._began) * 1000
        self._began = now
        return round(milliseconds, 1)
