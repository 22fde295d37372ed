"""Certificates of clients, for the auth method `cert`: good ones, and those that a Vault must not accept."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

NAME = "ci-job"


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, both PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class ClientCertificates:
    """What `issue_clients` made in `folder`.

    authority: whom a Vault is to trust, as a file. known: a certificate for NAME. renewed: another one for NAME.
    misnamed: for another name. expired: for NAME, two days ago. stranger: for NAME, of another authority.
    """

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def listener_authorities(self) -> Path:
        """Those whose certificates a listener lets through to the auth method, the stranger's with them."""
        return self.folder / "authorities.pem"

    def pair(self, name: str) -> Pair:
        """Return the certificate `known`, `renewed`, `misnamed`, `expired` or `stranger`."""
        return Pair(self.folder / f"{name}.pem", self.folder / f"{name}.key")


def issue_clients(folder: Path) -> None:
    """Make the certificates in `folder`, which is made, too."""
    folder.mkdir()
    made = ClientCertificates(folder)
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(made.authority)
    made.listener_authorities.write_bytes(authority.cert_pem.bytes() + other.cert_pem.bytes())
    past = datetime.now(UTC) - timedelta(days=2)
    leaves = {
        "known": authority.issue_cert("ci.example", common_name=NAME),
        "renewed": authority.issue_cert("ci.example", common_name=NAME),
        "misnamed": authority.issue_cert("ci.example", common_name="other"),
        "expired": authority.issue_cert("ci.example", common_name=NAME, not_after=past),
        "stranger": other.issue_cert("ci.example", common_name=NAME),
    }
    for name, leaf in leaves.items():
        pair = made.pair(name)
        pair.certificate.write_bytes(leaf.cert_chain_pems[0].bytes())
        leaf.private_key_pem.write_to_path(pair.key)
