"""Real cargo, with a registry of the kit's own and the provider behind a relay."""

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credprovider.conformance import relay
from credprovider.conformance.case import Hung
from credprovider.conformance.registry.accounts import RIGHTS, Account
from credprovider.conformance.registry.crates import Crates
from credprovider.conformance.registry.listener import Listener, Logged
from credprovider.conformance.registry.service import Service
from credprovider.conformance.start import write_program

FIRST = (1, 74)  # the first stable cargo with the protocol
_LIMIT = 60.0  # seconds for one command of cargo
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Cargo:
    """The cargo on PATH. problem: why it cannot be used, or an empty text."""

    program: str
    version: tuple[int, int]
    problem: str


@functools.cache
def find_cargo() -> Cargo:
    """Return the cargo on PATH."""
    program = shutil.which("cargo")
    if program is None:
        return Cargo("", (0, 0), "no cargo on PATH")
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=_LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Cargo(program, (0, 0), f"cargo cannot be run: {type(error).__name__}")
    found = re.match(r"cargo (\d+)\.(\d+)", said.stdout)
    if found is None:
        return Cargo(program, (0, 0), f"cargo does not tell its version: {said.stderr.strip()[:200]}")
    version = (int(found[1]), int(found[2]))
    old = "" if version >= FIRST else f"cargo {found[1]}.{found[2]} has no credential providers"
    return Cargo(program, version, old)


@dataclass(frozen=True)
class Run:
    """What one command of cargo did."""

    status: int
    said: str


class Scene:
    """A registry, and a cargo that knows it as `conformance` and has the provider for it.

    folder: for packages and whatever else. index_url: the registry's own. relay: the program that stands for the
    provider in cargo's configuration, and args its arguments. seen: what the registry was asked.
    """

    def __init__(
        self, folder: Path, service: Service, seen: list[Logged], args: list[str], environment: Mapping[str, str]
    ) -> None:
        self.folder = folder
        self.index_url = f"sparse+{service.base}/index/"
        self.relay = folder / "provider"
        self.seen = seen
        self._args = args
        self._environment = environment
        self._extra: dict[str, str] = {}
        (folder / "cargo-home").mkdir()

    @property
    def provider(self) -> str:
        """The provider as an array in cargo's configuration."""
        return json.dumps([str(self.relay), *self._args])

    def configure(self) -> None:
        """Write cargo's configuration with the provider for the registry alone."""
        self._write_config(f"credential-provider = {self.provider}", "")

    def configure_list(self, *providers: str, aliases: Mapping[str, str] | None = None) -> None:
        """Write cargo's configuration with a global list; in it `conformance-provider` is the provider.

        aliases: names of further programs, and their paths.
        """
        lines = [f"{name} = {json.dumps([path])}" for name, path in (aliases or {}).items()]
        alias = "\n".join(["[credential-alias]", f"conformance-provider = {self.provider}", *lines])
        listed = f"[registry]\nglobal-credential-providers = {json.dumps(providers)}"
        self._write_config("", f"{alias}\n{listed}")

    def set(self, name: str, value: str) -> None:
        """Set an environment variable for cargo."""
        self._extra[name] = value

    def cargo(self, *words: str, cwd: Path | None = None, text: str = "") -> Run:
        """Run cargo without a terminal. text: on its standard input. Raises Hung when it does not end."""
        command = [find_cargo().program, *words]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=cwd or self.folder,
            env=cargo_environment(self._environment, self._own()),
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(text, timeout=_LIMIT)
        except subprocess.TimeoutExpired:
            raise Hung(f"`cargo {words[0]}` did not end within {_LIMIT:g} s") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        return Run(process.returncode, said)

    def asked(self) -> list[dict[str, Any]]:
        """Return the requests to the provider so far, without tokens."""
        path = self.folder / "requests"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def actions(self) -> list[str]:
        """Return what the provider was asked for so far: operations of a get, and the other kinds."""
        return [request.get("operation", request["kind"]) for request in self.asked()]

    def printed(self) -> str:
        """Return what the provider has printed on standard error."""
        path = self.folder / "errors"
        return path.read_text(errors="replace") if path.exists() else ""

    def _write_config(self, own: str, more: str) -> None:
        text = f'[registries.conformance]\nindex = "{self.index_url}"\n{own}\n{more}\n'
        (self.folder / "cargo-home" / "config.toml").write_text(text)

    def _own(self) -> dict[str, str]:
        home = str(self.folder / "cargo-home")
        loopback = {"NO_PROXY": _LOOPBACK, "no_proxy": _LOOPBACK}
        return {"CARGO_HOME": home, "CARGO_TERM_COLOR": "never", **loopback, **self._extra}


@contextmanager
def scene(
    program: str,
    args: list[str],
    provider_url: str,
    tokens: list[str],
    environment: Mapping[str, str],
    *,
    open_config: bool = False,
) -> Iterator[Scene]:
    """Run a registry where each of `tokens` may do everything, and set up cargo for it, until the block ends.

    program, args, environment: the provider and what surrounds it. provider_url: the index URL that it serves.
    open_config: see `Service`.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as name:
        folder = Path(name)
        (folder / "uploads").mkdir()
        accounts = [Account(token, "conformance", RIGHTS) for token in tokens]
        service = Service(Crates(folder / "uploads"), accounts, auth_required=True, open_config=open_config)
        seen: list[Logged] = []
        with Listener(service, seen.append) as listener:
            threading.Thread(target=listener.serve_forever, daemon=True).start()
            prepared = Scene(folder, service, seen, args, environment)
            _write_relay(prepared, program, provider_url)
            prepared.configure()
            try:
                yield prepared
            finally:
                listener.shutdown()


def cargo_environment(environment: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Return cargo's environment: the caller's, without settings of cargo's, and with our own.

    The relay gives the provider back what is changed here.
    """
    changed = {name for name in environment if name.startswith(("CARGO_", "__CARGO")) or name in own}
    kept = {f"{relay.KEPT}{name}": environment[name] for name in changed}
    return {**{name: value for name, value in environment.items() if name not in changed}, **own, **kept}


def _write_relay(scene: Scene, program: str, provider_url: str) -> None:
    config = scene.folder / "relay.json"
    described = {
        "program": program,
        "cargo_url": scene.index_url,
        "provider_url": provider_url,
        "requests": str(scene.folder / "requests"),
        "errors": str(scene.folder / "errors"),
        "changed": ["CARGO_HOME", "CARGO_TERM_COLOR", "NO_PROXY", "no_proxy"],
    }
    config.write_text(json.dumps(described))
    write_program(scene.relay, [sys.executable, "-I", relay.__file__, str(config)])
