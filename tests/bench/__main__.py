"""Measures the project next to others, and says which of the wanted ratios were met.

usage: python -m tests.bench [QUESTION ...]     without any: all of them: workspace, manifest, unknown-url,
                                                kernel, keyring, file, vault, cargo

Exit status 0 when every program did its job, whatever the figures; 1 when one did not, or could not be had.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.bench import cargo_runs, provider
from tests.bench import vault as from_vault
from tests.bench.installation import Installation, install
from tests.bench.linter import growing, large_workspace, one_manifest
from tests.bench.timing import WrongResultError, answered
from tests.cargo_home import CargoHome
from tests.proof.jobs import set_up
from tests.servers import bao
from tests.servers.processes import StartError
from tests.servers.registry import running_registry
from tests.servers.secret_service import running_secret_service
from tests.servers.vault import standin_vault

CRATES = 1000
_ENVIRONMENTS = tempfile.TemporaryDirectory(prefix="bench-")


def workspace(scratch: Path) -> None:
    """A large workspace, and one that is ten times as large."""
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    for crates in (CRATES, 10 * CRATES):
        show(answered(large_workspace(installation(""), scratch, crates)))
    show(growing(installation(""), scratch, CRATES))


def manifest(scratch: Path) -> None:
    """One manifest."""
    show(answered(one_manifest(installation(""), scratch)))


def unknown_url(scratch: Path) -> None:
    """The refusal of a registry that is not ours."""
    show(answered(provider.refusal(installation("all"), scratch)))
    show(answered(provider.refusal_among_many(installation("all"), scratch)))


def kernel(scratch: Path) -> None:
    """An answer from the kernel's keyring."""
    show(answered(provider.answer_from_kernel(installation("all"), CargoHome(scratch))))


def keyring(scratch: Path) -> None:
    """An answer from the Secret Service."""
    need_keyring()
    installed = installation("all")
    with running_secret_service() as service:
        show(answered(provider.answer_from_secret_service(installed, CargoHome(scratch), service)))


def file(scratch: Path) -> None:
    """An answer from the embedded store."""
    show(answered(provider.answer_from_file(installation("all"), scratch)))


def vault(scratch: Path) -> None:
    """Tokens from Vault: a real one where there is one, else the stand-in; the tables say which."""
    need("curl", "install the Debian package curl")
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    installed = installation("all")
    program = bao.find()
    folders = [scratch / name for name in ("server", "answer", "login", "cargo")]
    for folder in folders:
        folder.mkdir()
    server_folder, answer_folder, login_folder, cargo_folder = folders
    with (
        bao.real_vault(program, server_folder) if program else standin_vault(server_folder) as server,
        running_registry(cargo_folder / "registry", crates=cargo_runs.CRATES) as registry,
    ):
        if program is None:
            show(f"`kv get` is not timed: no `bao` or `vault` on PATH, and {bao.SETTING} is not set\n")
        show(answered(from_vault.answer(installed, CargoHome(answer_folder), server, program)))
        show(answered(from_vault.answer_after_login(installed, login_folder, set_up(server, server.address))))
        show(answered(from_vault.owner_list(installed, cargo_folder, registry, server, program)))


def cargo(scratch: Path) -> None:
    """Whole runs of cargo."""
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    need_keyring()
    installed = installation("all")
    for question in (cargo_runs.owner_list, cargo_runs.fetch):
        folder = scratch / question.__name__
        with (
            running_secret_service() as service,
            running_registry(folder / "registry", crates=cargo_runs.CRATES) as registry,
        ):
            show(answered(question(installed, folder, registry, service)))


QUESTIONS: dict[str, Callable[[Path], None]] = {
    "workspace": workspace,
    "manifest": manifest,
    "unknown-url": unknown_url,
    "kernel": kernel,
    "keyring": keyring,
    "file": file,
    "vault": vault,
    "cargo": cargo,
}


class MissingError(Exception):
    """A program that a question needs is not there."""


FAILURES = (WrongResultError, MissingError, StartError, bao.NoProgramError, subprocess.CalledProcessError)


def need(program: str, remedy: str) -> None:
    """Raise MissingError with the remedy when `program` is not on PATH."""
    if shutil.which(program) is None:
        raise MissingError(f"no `{program}` on PATH: {remedy}")


def need_keyring() -> None:
    """Raise MissingError when a keyring cannot be run."""
    need("dbus-daemon", "install the Debian package dbus-daemon")
    need("gnome-keyring-daemon", "install the Debian package gnome-keyring")
    need("secret-tool", "install the Debian package libsecret-tools")


@cache
def installation(extras: str) -> Installation:
    """Install the project, with these extras, once for all questions that ask for them."""
    print(
        f"installing the project{f' with [{extras}]' if extras else ''} into an environment of its own ...", flush=True
    )
    return install(Path(tempfile.mkdtemp(prefix="bench-", dir=_ENVIRONMENTS.name)) / "environment", extras)


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
