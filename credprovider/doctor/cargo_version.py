"""Which cargo it is, and what is known to be wrong with it."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from credprovider.doctor.finding import Finding
from credprovider.doctor.program import find_program
from policy.cargo.place import Place

_SECONDS = 10
_PROTOCOL = (1, 74)  # the first stable cargo that knows credential providers
_CVE_2026_5222 = ((1, 68), (1, 95))  # the first and the last of them


class Cargo(NamedTuple):
    """path: the program, "" where there is none. text: what it says of itself. version: (1, 95), None where that is not
    understood. problem: why there is no text.
    """

    path: str
    text: str = ""
    version: tuple[int, int] | None = None
    problem: str = ""


def find_cargo(environment: Mapping[str, str], home: str) -> Cargo:
    """Return the cargo that started this program, or else the one on PATH.

    It is asked in the folder `home`: in a project's, rustup would start the toolchain that the project names, which may
    be a program of its own. Nothing is downloaded.
    """
    path = environment.get("CARGO", "")
    if not (os.path.isabs(path) and os.access(path, os.X_OK)):
        found = find_program("cargo", environment, home)
        path = "" if found.problem or found.depends_on_folder else found.path
    if not path:
        return Cargo("", problem="there is no cargo on PATH")
    try:
        done = subprocess.run(
            [path, "-V"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home if os.path.isdir(home) else os.sep,
            env={**environment, "RUSTUP_AUTO_INSTALL": "0"},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Cargo(path, problem=f"`{path} -V` said nothing for {_SECONDS} s")
    except OSError as error:
        return Cargo(path, problem=f"{path} cannot be started: {error.strerror}")
    text = done.stdout.decode("utf-8", "replace").strip()
    numbers = re.match(r"cargo (\d+)\.(\d+)\.", text)
    if done.returncode or numbers is None:
        return Cargo(path, problem=f"`{path} -V` failed with status {done.returncode}, or said no version")
    return Cargo(path, text, (int(numbers[1]), int(numbers[2])))


def cargo_findings(cargo: Cargo, twins: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Yield what is known to be wrong with this version. twins: see `git_twins`."""
    if cargo.version is None:
        edit = "install Rust with rustup, or repair the installation"
        yield Finding("no-cargo", "warning", cargo.problem, Place("PATH"), edit)
        return
    if cargo.version < _PROTOCOL:
        message = f"{cargo.text} asks no provider: the first stable cargo that does is 1.74"
        yield Finding("cargo-too-old", "error", message, None, "run `rustup update stable`")
    first, last = _CVE_2026_5222
    if not first <= cargo.version <= last:
        return
    edit = "update to a cargo that is newer than 1.95"
    alike = list(twins)
    for one, other in alike:
        message = (
            f"{cargo.text} has CVE-2026-5222: it takes {one} and {other} for one registry, and sends the token of "
        )
        yield Finding("git-suffix-twin", "error", f"{message}one to the other", None, edit)
    if not alike:
        message = (
            f"{cargo.text} has CVE-2026-5222: a registry whose URL ends in `.git` gets the token of the one without"
        )
        yield Finding("cargo-cve-2026-5222", "advice", message, None, edit)
