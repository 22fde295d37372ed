"""Measures the project next to others, and says which of the wanted ratios were met.

usage: python -m tests.bench [QUESTION ...]     without any: all of workspace, manifest, keyring, vault

Exit status 0 when every program did its job, whatever the figures; 1 when one did not, or could not be had.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.installation import Installation, install
from tests.bench.linter import large_workspace, one_manifest
from tests.bench.provider import answer_from_secret_service, answer_from_vault
from tests.bench.timing import WrongResultError, answered
from tests.cargo_home import CargoHome
from tests.servers import bao
from tests.servers.processes import StartError
from tests.servers.secret_service import running_secret_service
from tests.servers.vault import standin_vault

CRATES = 1000


def workspace(scratch: Path) -> None:
    """A large workspace."""
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    show(answered(large_workspace(installation(scratch, ""), scratch, CRATES)))


def manifest(scratch: Path) -> None:
    """One manifest."""
    show(answered(one_manifest(installation(scratch, ""), scratch)))


def keyring(scratch: Path) -> None:
    """An answer from the Secret Service."""
    need("dbus-daemon", "install the Debian package dbus-daemon")
    need("gnome-keyring-daemon", "install the Debian package gnome-keyring")
    need("secret-tool", "install the Debian package libsecret-tools")
    installed = installation(scratch, "keyring")
    with running_secret_service() as service:
        show(answered(answer_from_secret_service(installed, CargoHome(scratch), service)))


def vault(scratch: Path) -> None:
    """An answer from Vault: a real one where there is one, else the stand-in; the table says which."""
    need("curl", "install the Debian package curl")
    installed = installation(scratch, "vault")
    program = bao.find()
    with bao.real_vault(program, scratch) if program else standin_vault(scratch) as server:
        show(answered(answer_from_vault(installed, CargoHome(scratch), server)))


QUESTIONS: dict[str, Callable[[Path], None]] = {
    "workspace": workspace,
    "manifest": manifest,
    "keyring": keyring,
    "vault": vault,
}


class MissingError(Exception):
    """A program that a question needs is not there."""


FAILURES = (WrongResultError, MissingError, StartError, bao.NoProgramError, subprocess.CalledProcessError)


def need(program: str, remedy: str) -> None:
    """Raise MissingError with the remedy when `program` is not on PATH."""
    if shutil.which(program) is None:
        raise MissingError(f"no `{program}` on PATH: {remedy}")


def installation(scratch: Path, extras: str) -> Installation:
    """Install the project for one question."""
    print(
        f"installing the project{f' with [{extras}]' if extras else ''} into an environment of its own ...", flush=True
    )
    return install(scratch / "environment", extras)


def show(table: str) -> None:
    """Print one table."""
    print(f"\n{table}", flush=True)


def main(names: list[str]) -> int:
    """Answer the questions called `names`, all of them when there is none; return the exit status."""
    unknown = [name for name in names if name not in QUESTIONS]
    if unknown:
        print(f"no such question: {', '.join(unknown)}; there are: {', '.join(QUESTIONS)}", file=sys.stderr)
        return 1
    status = 0
    for name in names or QUESTIONS:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            try:
                QUESTIONS[name](Path(scratch).resolve())
            except FAILURES as error:
                print(f"{name}: {error}", file=sys.stderr)
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
