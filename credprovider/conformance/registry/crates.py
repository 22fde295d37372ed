"""The crates of the registry: versions with their index lines and files, owners, and what the API does to them."""

import io
import json
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from credprovider.conformance.registry.index import line_of


class ApiError(Exception):
    """A refusal in the way of registries: an HTTP status and a sentence that cargo prints."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass
class Crate:
    """One crate. lines: its index entries in order of publication; files: version to .crate."""

    name: str
    owners: list[str]
    description: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def line(self, version: str) -> dict[str, Any]:
        """Return one version's index entry; ApiError 404 for one that is not there."""
        for line in self.lines:
            if line["vers"] == version:
                return line
        raise ApiError(404, f"crate `{self.name}` does not have a version `{version}`")


class Crates:
    """All crates. uploads: the folder in which every upload is kept as NAME-VERSION.json and NAME-VERSION.crate."""

    def __init__(self, uploads: Path) -> None:
        self._crates: dict[str, Crate] = {}
        self._uploads = uploads

    def find(self, name: str) -> Crate:
        """Return a crate by its exact name; ApiError 404 for one that is not there."""
        crate = self._crates.get(_canonical(name))
        if crate is None or crate.name.lower() != name.lower():
            raise ApiError(404, f"crate `{name}` does not exist")
        return crate

    def publish(self, body: bytes, user: str) -> None:
        """Take an upload; ApiError 400 or 403 where registries refuse one."""
        metadata, file = _unpack(body)
        name, version = metadata["name"], metadata["vers"]
        crate = self._crates.setdefault(_canonical(name), Crate(name, [user]))
        if crate.name != name:
            raise ApiError(400, f"crate was previously named `{crate.name}`")
        if user not in crate.owners:
            raise ApiError(403, "this crate exists but you don't seem to be an owner")
        if any(_without_build(line["vers"]) == _without_build(version) for line in crate.lines):
            raise ApiError(400, f"crate version `{version}` is already uploaded")
        crate.description = metadata.get("description") or crate.description
        crate.lines.append(line_of(metadata, file))
        crate.files[version] = file
        (self._uploads / f"{name}-{version}.json").write_text(json.dumps(metadata))
        (self._uploads / f"{name}-{version}.crate").write_bytes(file)

    def hold(self, metadata: dict[str, Any], user: str) -> None:
        """Have a crate from the beginning, with an empty library. metadata: as in an upload; name and vers suffice."""
        name, version = metadata["name"], metadata["vers"]
        file = empty_library(name, version)
        crate = self._crates.setdefault(_canonical(name), Crate(name, [user]))
        crate.lines.append(line_of(metadata, file))
        crate.files[version] = file

    def search(self, query: str) -> list[dict[str, Any]]:
        """Return the crates whose name contains the query, as the API shows them."""
        found = [crate for crate in self._crates.values() if query.lower() in crate.name.lower() and crate.lines]
        return [
            {"name": crate.name, "max_version": crate.lines[-1]["vers"], "description": crate.description}
            for crate in sorted(found, key=lambda crate: crate.name)
        ]


def empty_library(name: str, version: str) -> bytes:
    """Return a .crate file that cargo can build: a manifest and an empty src/lib.rs."""
    manifest = f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n'
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, text in (("Cargo.toml", manifest), ("src/lib.rs", "")):
            entry = tarfile.TarInfo(f"{name}-{version}/{path}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def _unpack(body: bytes) -> tuple[dict[str, Any], bytes]:
    """Part an upload: u32 length, JSON, u32 length, .crate; little-endian. ApiError 400 for anything else."""
    length = int.from_bytes(body[:4], "little")
    metadata, rest = body[4 : 4 + length], body[4 + length :]
    file = rest[4:]
    if len(metadata) != length or len(file) != int.from_bytes(rest[:4], "little") or len(rest) < 4:
        raise ApiError(400, "the upload's lengths do not fit its size")
    try:
        described = json.loads(metadata)
    except ValueError as error:
        raise ApiError(400, f"the upload's metadata is not JSON: {error}") from error
    if not isinstance(described, dict) or not {"name", "vers"} <= described.keys():
        raise ApiError(400, "the upload's metadata names no crate and version")
    return described, file


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-")


def _without_build(version: str) -> str:
    return version.partition("+")[0]
