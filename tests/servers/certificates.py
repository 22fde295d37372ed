"""TLS certificates for servers on loopback, from a certificate authority that lives as long as its folder."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import trustme

from tests.servers.client_certificates import issue_clients


@dataclass(frozen=True)
class Certificates:
    """The authority's certificate, which clients trust, and the server's chain and key, all PEM files."""

    ca: Path
    chain: Path
    key: Path


def issue(directory: Path, not_after: datetime | None = None) -> Certificates:
    """Make a new authority and a server certificate for 127.0.0.1 and localhost; return where the files are.

    Beside them, in `clients/`, are the certificates of clients. not_after: the certificate's end; none: the year 3000.
    """
    issue_clients(directory / "clients")
    files = Certificates(directory / "ca.pem", directory / "server.pem", directory / "server.key")
    authority = trustme.CA()
    server = authority.issue_cert("127.0.0.1", "localhost", not_after=not_after)
    authority.cert_pem.write_to_path(files.ca)
    server.private_key_pem.write_to_path(files.key)
    files.chain.write_bytes(b"".join(pem.bytes() for pem in server.cert_chain_pems))
    return files
