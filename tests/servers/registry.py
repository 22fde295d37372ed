"""A Cargo registry on loopback, a process of its own: `python -m tests.servers.registry DIRECTORY`.

It has a sparse index, authentication with tokens of different rights, download, publish, yank, owners, search, and a
log of every request. It also plays crates.io, by a variable that released cargo honours for cargo's own tests.
"""

import contextlib
import io
import json
import sys
import tarfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from credprovider.conformance.registry.accounts import Account, from_json, to_json
from credprovider.conformance.registry.crates import ApiError, Crates
from credprovider.conformance.registry.listener import Listener, Logged
from credprovider.conformance.registry.service import Service
from tests.servers.cargo_registry.accounts import DEFAULT
from tests.servers.processes import Child, bare_environment

ROOT = Path(__file__).parents[2]
OPTIONS, LOG, UPLOADS, REFUSAL = "options.json", "requests.jsonl", "uploads", "refusal.json"


@dataclass(frozen=True)
class Upload:
    """What one `cargo publish` sent: its JSON, and the .crate file."""

    metadata: dict[str, Any]
    crate: bytes

    def file(self, name: str) -> str:
        """Return the text of a file in the .crate, such as `Cargo.toml`; KeyError for one that is not in it."""
        with tarfile.open(fileobj=io.BytesIO(self.crate)) as archive:
            member = archive.extractfile(f"{self.metadata['name']}-{self.metadata['vers']}/{name}")
            assert member is not None, f"{name} is a folder"
            return member.read().decode()


@dataclass(frozen=True)
class Registry:
    """A running registry. base: its URL without a slash at the end. directory: its log and uploads."""

    base: str
    directory: Path

    @property
    def index_url(self) -> str:
        """The URL to write into cargo's config."""
        return f"sparse+{self.base}/index/"

    def config(self, name: str) -> str:
        """Return the lines of cargo's config that give this registry a name."""
        return f'[registries.{name}]\nindex = "{self.index_url}"\n'

    def crates_io_environment(self) -> dict[str, str]:
        """Return what makes cargo take this registry for crates.io."""
        return {"__CARGO_TEST_CRATES_IO_URL_DO_NOT_USE_THIS": self.index_url}

    def requests(self) -> list[Logged]:
        """Return every request so far, oldest first."""
        return [Logged(**json.loads(line)) for line in (self.directory / LOG).read_text().splitlines()]

    @contextlib.contextmanager
    def refusing(self, status: int, detail: str) -> Iterator[None]:
        """Let the registry answer every upload with this HTTP status and text until the block ends."""
        refusal = self.directory / REFUSAL
        refusal.write_text(json.dumps([status, detail]))
        yield
        refusal.unlink()

    def uploads(self) -> list[Upload]:
        """Return what was published so far, by name and version."""
        return [
            Upload(json.loads(path.read_text()), path.with_suffix(".crate").read_bytes())
            for path in sorted((self.directory / UPLOADS).glob("*.json"))
        ]


class ObstinateCrates(Crates):
    """Crates whose uploads are refused while there is a file REFUSAL in the registry's directory."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory / UPLOADS)
        self._refusal = directory / REFUSAL

    def publish(self, body: bytes, user: str) -> None:
        """Take or refuse an upload."""
        if self._refusal.exists():
            raise ApiError(*json.loads(self._refusal.read_text()))
        super().publish(body, user)


@contextlib.contextmanager
def running_registry(
    directory: Path,
    *,
    auth_required: bool = True,
    open_config: bool = False,
    accounts: Sequence[Account] = DEFAULT,
    crates: Sequence[dict[str, Any]] = (),
) -> Iterator[Registry]:
    """Run a registry with its files in `directory` until the block ends.

    open_config: everybody may read config.json. crates: what it holds from the beginning, as `cargo publish` would
    describe it; `name` and `vers` suffice.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rules = {"auth_required": auth_required, "open_config": open_config}
    options = {"rules": rules, "accounts": to_json(accounts), "crates": list(crates)}
    (directory / OPTIONS).write_text(json.dumps(options))
    command = [sys.executable, "-m", "tests.servers.registry", str(directory)]
    environment = bare_environment(directory, PYTHONPATH=str(ROOT))
    with Child(command, environment=environment, directory=directory, name="registry", speaks=True) as child:
        yield Registry(child.first_line(), directory)


def main() -> None:
    """Serve until standard input ends; say the base URL on standard output."""
    directory = Path(sys.argv[1])
    options = json.loads((directory / OPTIONS).read_text())
    (directory / UPLOADS).mkdir(exist_ok=True)
    accounts = from_json(options["accounts"])
    crates = ObstinateCrates(directory)
    for metadata in options["crates"]:
        crates.hold(metadata, accounts[0].user)
    service = Service(crates, accounts, **options["rules"])
    log = directory / LOG
    log.touch()
    listener = Listener(service, lambda logged: _append(log, logged))
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    print(service.base, flush=True)
    sys.stdin.read()


def _append(log: Path, logged: Logged) -> None:
    with log.open("a") as file:
        file.write(json.dumps(asdict(logged)) + "\n")


if __name__ == "__main__":
    main()
