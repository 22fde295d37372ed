"""A real OpenBao or Vault server on loopback: TLS, storage in memory, a file audit device, initialised and unsealed.

Found as CREDPROVIDER_TEST_VAULT, or as `bao` or `vault` on PATH. Its HOME is the folder that it runs in, so that no
token helper ever touches the developer's.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.servers.certificates import Certificates, issue
from tests.servers.processes import Child, bare_environment, free_port
from tests.servers.vault_server import Listener, VaultServer

SETTING = "CREDPROVIDER_TEST_VAULT"


class NoProgramError(Exception):
    """CREDPROVIDER_TEST_VAULT names a program that cannot be run."""


def find() -> str | None:
    """Return the path of the real server's program, or None where there is none; NoProgramError for a wrong setting."""
    named = os.environ.get(SETTING)
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoProgramError(f"{SETTING} names `{named}`, which is not a program")
        return found
    return shutil.which("bao") or shutil.which("vault")


def version(program: str) -> str:
    """Return what the program calls itself, such as `OpenBao v2.6.2`."""
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True, timeout=30).stdout
    return " ".join(said.split()[:2])


@contextlib.contextmanager
def real_vault(program: str, directory: Path) -> Iterator[VaultServer]:
    """Run the server and its Proxy in `directory` until the block ends."""
    files = issue(directory)
    product = version(program)
    with _server(program, product, directory, files) as server, _proxy(program, directory, files, server) as guarded:
        vault = VaultServer(
            kind="real",
            name=product,
            server=server,
            guarded=guarded,
            ca_file=files.ca,
            audit_file=directory / "audit.log",
            root_token="",
            unseal_key="",
        )
        _initialise(vault)
        yield vault


@contextlib.contextmanager
def _server(program: str, product: str, directory: Path, files: Certificates) -> Iterator[Listener]:
    port = free_port()
    # OpenBao takes audit devices from its configuration alone and never locks memory; Vault takes them from its API
    # alone and does not start without the right to lock memory.
    audit = 'audit "file" "file" { options { file_path = "audit.log" } }'
    own = audit if product.startswith("OpenBao") else "disable_mlock = true"
    config = f"""
        storage "inmem" {{}}
        api_addr = "https://127.0.0.1:{port}"
        log_level = "warn"
        listener "tcp" {{ {_listener(port, files)} }}
        {own}
    """
    with _child(program, "server", config, directory) as child:
        child.wait_for_port(port)
        yield Listener(f"https://127.0.0.1:{port}", child)


@contextlib.contextmanager
def _proxy(program: str, directory: Path, files: Certificates, server: Listener) -> Iterator[Listener]:
    port = free_port()
    # Without a cache stanza a Proxy has nothing to do and ends at once.
    config = f"""
        vault {{
          address = "{server.address}"
          ca_cert = "{files.ca}"
        }}
        log_level = "warn"
        listener "tcp" {{ {_listener(port, files)}
          require_request_header = true
        }}
        cache {{}}
    """
    with _child(program, "proxy", config, directory) as child:
        child.wait_for_port(port)
        yield Listener(f"https://127.0.0.1:{port}", child)


def _listener(port: int, files: Certificates) -> str:
    return f"""
          address = "127.0.0.1:{port}"
          tls_cert_file = "{files.chain}"
          tls_key_file = "{files.key}"
        """


def _child(program: str, role: str, config: str, directory: Path) -> Child:
    path = directory / f"{role}.hcl"
    path.write_text(config)
    environment = bare_environment(directory)
    return Child([program, role, f"-config={path}"], environment=environment, directory=directory, name=role)


def _initialise(vault: VaultServer) -> None:
    keys = vault.request("PUT", "/v1/sys/init", {"secret_shares": 1, "secret_threshold": 1}).json
    vault.root_token, vault.unseal_key = keys["root_token"], keys["keys"][0]
    vault.unseal()
    vault.administer("POST", "sys/mounts/kv", {"type": "kv", "options": {"version": "2"}})
    vault.administer("POST", "sys/mounts/kv1", {"type": "kv", "options": {"version": "1"}})
    if not vault.audit_file.exists():
        body = {"type": "file", "options": {"file_path": str(vault.audit_file)}}
        vault.administer("PUT", "sys/audit/file", body)
