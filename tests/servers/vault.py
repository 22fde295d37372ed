"""The strict stand-in for a Vault, as a process of its own: `python -m tests.servers.vault DIRECTORY HEALTH`.

It is for machines without a Vault: it refuses whatever a real server refuses, with the same status and the same body,
and passes the same contract suite (vault_contract/). What it does not have (listing, patching, namespaces) it refuses
with 501, which no real server would answer there.
"""

import contextlib
import json
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from tests.servers.certificates import issue
from tests.servers.client_certificates import ClientCertificates
from tests.servers.processes import Child, bare_environment
from tests.servers.standin.core import Core
from tests.servers.standin.listener import Listener as ListeningSocket
from tests.servers.vault_server import Listener, VaultServer

ROOT = Path(__file__).parents[2]
AUDIT = "audit.log"
X509_V_FLAG_NO_CHECK_TIME = 0x200000


@contextlib.contextmanager
def standin_vault(
    directory: Path, health: Mapping[str, object] | None = None, not_after: datetime | None = None
) -> Iterator[VaultServer]:
    """Run the stand-in with its files in `directory` until the block ends.

    health: what its sys/health says instead of the truth. not_after: the end of its certificate.
    """
    files = issue(directory, not_after)
    command = [sys.executable, "-m", "tests.servers.vault", str(directory), json.dumps(health or {})]
    environment = bare_environment(directory, PYTHONPATH=str(ROOT))
    with Child(command, environment=environment, directory=directory, name="stand-in", speaks=True) as child:
        said = json.loads(child.first_line())
        yield VaultServer(
            kind="stand-in",
            name="stand-in",
            server=Listener(said["address"], child),
            guarded=Listener(said["guarded_address"], child),
            ca_file=files.ca,
            audit_file=directory / AUDIT,
            root_token=said["root_token"],
            unseal_key=said["unseal_key"],
        )


def main() -> None:
    """Serve until standard input ends; say on standard output where, and with which keys."""
    directory = Path(sys.argv[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.pem", directory / "server.key")
    # A server asks for a client certificate and lets its auth method judge it. OpenSSL judges it, too, and is told of
    # every authority that the tests have, and to pass over the time.
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(ClientCertificates(directory / "clients").listener_authorities)
    context.verify_flags |= X509_V_FLAG_NO_CHECK_TIME
    (directory / AUDIT).touch()
    core = Core(directory / AUDIT, json.loads(sys.argv[2]))
    listeners = [ListeningSocket(core, context, guarded=guarded) for guarded in (False, True)]
    for listener in listeners:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
    server, guarded = listeners
    keys = {"root_token": core.tokens.root.id, "unseal_key": core.unseal_key}
    print(json.dumps({"address": server.address, "guarded_address": guarded.address, **keys}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
