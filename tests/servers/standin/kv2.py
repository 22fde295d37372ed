"""KV version 2: secrets below `data/`, the fate of versions below `destroy/` and its like, the rest in `metadata/`."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.servers.standin.clock import timestamp
from tests.servers.standin.reply import UNSUPPORTED_OPERATION, RefusedError, Reply, done, success
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import seconds

COMMANDS = {"read": "get", "update": "put", "delete": "delete", "list": "list"}


@dataclass
class Version:
    """One version of a secret. ends: when it is or will be deleted; data is None once it is destroyed."""

    data: dict[str, Any] | None
    created: float = field(default_factory=time.time)
    ends: float | None = None

    @property
    def alive(self) -> bool:
        """Whether it can be read."""
        return self.data is not None and (self.ends is None or self.ends > time.time())

    def metadata(self) -> dict[str, Any]:
        """What the API says about the version."""
        deletion = "" if self.ends is None else timestamp(self.ends)
        return {"created_time": timestamp(self.created), "deletion_time": deletion, "destroyed": self.data is None}


@dataclass
class Secret:
    """A path: its versions, counted from 1, and what is said about all of them."""

    created: float = field(default_factory=time.time)
    versions: list[Version] = field(default_factory=list)
    custom_metadata: dict[str, str] | None = None
    delete_version_after: float = 0

    def metadata(self, number: int) -> dict[str, Any]:
        """What a read or a write says about one version."""
        return {**self.versions[number - 1].metadata(), "custom_metadata": self.custom_metadata, "version": number}


class Kv2:
    """One mount. `answer` takes the path below the mount."""

    version = "2"

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    def exists(self, path: str) -> bool:
        """Say whether a write here would be an update rather than a creation."""
        kind, _, name = path.partition("/")
        return kind not in ("data", "metadata") or name in self._secrets

    def answer(self, path: str, request: Request) -> Reply:
        """Answer one request that the policies allow; a path without a known first word is a version 1 path."""
        kind, slash, name = path.partition("/")
        if path == "config":
            raise RefusedError(501, "the stand-in has no configuration of KV version 2")
        work = {
            "data": self._data,
            "metadata": self._metadata,
            "delete": self._delete,
            "undelete": self._undelete,
            "destroy": self._destroy,
        }.get(kind)
        if work is None:
            raise WrongPathError(
                "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints "
                f"to use. If using the OpenBao CLI, use 'bao kv {COMMANDS[request.operation]}' for this operation."
            )
        if not slash:
            raise WrongPathError("Non-listing operations on the root of a K/V v2 mount are not supported.")
        if ".." in name.split("/"):
            raise RefusedError(400, "relative paths not supported")
        return work(name, request)

    def _data(self, name: str, request: Request) -> Reply:
        match request.operation:
            case "read":
                return self._read(name, request)
            case "update":
                return self._write(name, request.fields())
            case "delete":
                secret = self._secrets.get(name)
                if secret is not None and secret.versions and secret.versions[-1].alive:
                    secret.versions[-1].ends = time.time()
                return done()
        raise RefusedError(405, UNSUPPORTED_OPERATION)

    def _read(self, name: str, request: Request) -> Reply:
        wanted = _version(request)
        if name.endswith("/") and name.rstrip("/") in self._secrets:
            raise RefusedError(500, "1 error occurred:\n\t* could not find version data\n\n")
        secret = self._secrets.get(name)
        if secret is None or not 0 < (wanted or len(secret.versions)) <= len(secret.versions):
            raise RefusedError(404)
        number = wanted or len(secret.versions)
        version, metadata = secret.versions[number - 1], secret.metadata(number)
        if not version.alive:
            return success({"data": None, "metadata": metadata}, status=404)
        return success({"data": version.data, "metadata": metadata})

    def _write(self, name: str, fields: dict[str, Any]) -> Reply:
        if name.endswith("/"):
            raise RefusedError(400, "cannot write to a path ending in '/'")
        if "data" not in fields:
            raise RefusedError(400, "no data provided")
        if not isinstance(fields["data"], dict):
            raise RefusedError(
                400, "error converting input for field \"data\": '' expected type 'map[string]interface {}'"
            )
        secret = self._secrets.get(name) or Secret()
        if fields.get("options", {}).get("cas", len(secret.versions)) != len(secret.versions):
            raise RefusedError(400, "check-and-set parameter did not match the current version")
        ends = time.time() + secret.delete_version_after if secret.delete_version_after else None
        secret.versions.append(Version(fields["data"], ends=ends))
        self._secrets[name] = secret
        return success(secret.metadata(len(secret.versions)))

    def _metadata(self, name: str, request: Request) -> Reply:
        secret = self._secrets.get(name)
        match request.operation:
            case "read" if secret is not None:
                return success(_described(secret))
            case "read":
                raise RefusedError(404)
            case "delete":
                self._secrets.pop(name, None)
                return done()
            case "update":
                fields = request.fields()
                if unknown := fields.keys() - {"custom_metadata", "delete_version_after"}:
                    raise RefusedError(501, f"the stand-in's metadata has no {sorted(unknown)}")
                after = seconds(fields.get("delete_version_after", 0))
                secret = self._secrets.setdefault(name, Secret())
                secret.custom_metadata = fields.get("custom_metadata", secret.custom_metadata)
                secret.delete_version_after = after or secret.delete_version_after
                return done()
        raise RefusedError(501, "the stand-in does not list")

    def _delete(self, name: str, request: Request) -> Reply:
        for version in self._named_versions(name, request):
            version.ends = time.time() if version.alive else version.ends
        return done()

    def _undelete(self, name: str, request: Request) -> Reply:
        for version in self._named_versions(name, request):
            version.ends = None
        return done()

    def _destroy(self, name: str, request: Request) -> Reply:
        for version in self._named_versions(name, request):
            version.data = None
        return done()

    def _named_versions(self, name: str, request: Request) -> list[Version]:
        if request.operation != "update":
            raise RefusedError(405, UNSUPPORTED_OPERATION)
        numbers = request.fields().get("versions")
        if not numbers:
            raise RefusedError(400, "no version number provided")
        secret = self._secrets.get(name) or Secret()
        return [secret.versions[number - 1] for number in numbers if 0 < number <= len(secret.versions)]


class WrongPathError(RefusedError):
    """A path that KV version 2 does not have: 404 in the envelope of a success, with a warning instead of an error."""

    def __init__(self, warning: str) -> None:
        super().__init__(404)
        self.reply = success(status=404, warnings=[warning])


def _version(request: Request) -> int:
    try:
        return max(0, int(request.query.get("version", "0")))
    except ValueError as error:
        problem = "error converting input for field \"version\": '' cannot parse value as 'int'"
        raise RefusedError(400, f"Field validation failed: {problem}: strconv.ParseInt: invalid syntax") from error


def _described(secret: Secret) -> dict[str, Any]:
    versions = {str(number): version.metadata() for number, version in enumerate(secret.versions, start=1)}
    updated = secret.versions[-1].created if secret.versions else secret.created
    return {
        "cas_required": False,
        "created_time": timestamp(secret.created),
        "current_version": len(secret.versions),
        "custom_metadata": secret.custom_metadata,
        "delete_version_after": f"{int(secret.delete_version_after)}s",
        "max_versions": 0,
        "oldest_version": 0,
        "updated_time": timestamp(updated),
        "versions": versions,
    }
