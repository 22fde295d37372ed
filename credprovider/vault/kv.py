"""Secrets in the KV engine, version 2: where they are, and what a read brings.

Source: OpenBao's and Vault's API, "KV secrets engine - version 2".
"""

from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded_path, is_path_part
from credprovider.visible import visible

DEFAULT_FIELD = "token"
_MAX_PATH = 1024


class SecretPlace:
    """Where a secret is: `mount/path` or `mount/path#field`. The mount is the first part.

    mount, path, field: as written. target: the path behind /v1/ that reads it, percent-encoded part by part.

    Raises VaultFailure for what could lead anywhere else than to this path below this mount: an empty part, `.` and
    `..`, a part ending with `.`, a percent sign, `?`, `#`, a backslash, a pattern, an unprintable character; and for
    more than 1024 characters.
    """

    __slots__ = ("field", "mount", "path", "target")

    def __init__(self, text: str) -> None:
        place, hash_sign, field = text.partition("#")
        self.mount, _, self.path = place.partition("/")
        self.field = field if hash_sign else DEFAULT_FIELD
        parts = place.split("/")
        shape = "a secret is written as mount/path or mount/path#field, such as kv/cargo/kellnr"
        if len(parts) < 2 or not all(parts) or not self.field:
            raise VaultFailure(f"`{visible(text)}` is not a place in Vault", shape)
        if len(place) > _MAX_PATH or not all(map(is_path_part, parts)):
            raise VaultFailure(f"`{visible(text)}` contains something that a path in Vault must not have", shape)
        self.target = encoded_path("/".join([self.mount, "data", *parts[1:]]))

    def __str__(self) -> str:
        return visible(f"{self.mount}/{self.path}")


class KvSecret:
    """The current version of a secret. fields: name to value. expires: unix seconds when this version ends, or None.

    custom: the secret's custom metadata, which comes with every read.
    """

    __slots__ = ("custom", "expires", "fields")

    def __init__(self, fields: dict[str, object], custom: dict[str, object], expires: int | None) -> None:
        self.fields = fields
        self.custom = custom
        self.expires = expires

    def text(self, place: SecretPlace) -> str:
        """Return the field that `place` names. Raises VaultFailure naming the fields that are there, never a value."""
        value = self.fields.get(place.field)
        if isinstance(value, str) and value:
            return value
        field = f"`{visible(place.field, 60)}`"
        if place.field in self.fields:
            raise VaultFailure(
                f"the field {field} of the secret {place} in Vault is {'not a text' if value else 'empty'}"
            )
        names = ", ".join(f"`{visible(name, 60)}`" for name in sorted(self.fields)[:20]) or "no field at all"
        raise VaultFailure(
            f"the secret {place} in Vault has no field {field}", f"it has {names}; name one as {place}#FIELD"
        )


def read_secret(client: Client, place: SecretPlace) -> KvSecret:
    """Return the current version of the secret at `place`.

    Raises NoSuchSecret when Vault has nothing there; VaultFailure for everything else: no answer, no right, a sealed
    Vault, a secret that was deleted or destroyed (revoked, which is not the same as absent), an engine of version 1.
    """
    answer = client.get(place.target)
    where = client.where
    if answer.status != 200:
        from credprovider.vault.own_token import own_token_status
        from credprovider.vault.statuses import failure_for

        raise failure_for(answer, place, where, lambda: own_token_status(client, answer))
    data = (answer.content or {}).get("data")
    if not isinstance(data, dict):
        raise _not_vault(answer, where)
    fields, metadata = data.get("data"), data.get("metadata")
    if not isinstance(fields, dict) or not isinstance(metadata, dict):
        advice = "secrets are read from a KV engine of version 2 here; upgrade the mount with `kv enable-versioning`"
        raise VaultFailure(
            f"the mount `{visible(place.mount)}` of {where} does not answer as a KV engine of version 2", advice
        )
    custom = metadata.get("custom_metadata")
    return KvSecret(fields, custom if isinstance(custom, dict) else {}, _expiry(metadata, place))


def _expiry(metadata: dict[str, object], place: SecretPlace) -> int | None:
    """Return when this version ends. Raises VaultFailure when it has ended; whatever cannot be understood counts as
    that.
    """
    written = metadata.get("deletion_time")
    if metadata.get("destroyed") is not False:
        raise VaultFailure(f"the secret {place} in Vault was destroyed")
    if written == "":
        return None
    from datetime import UTC, datetime

    try:
        ends = datetime.fromisoformat(str(written))
    except ValueError:
        ends = datetime.min
    if ends.tzinfo is None or ends <= datetime.now(UTC):
        raise VaultFailure(
            f"the secret {place} in Vault was deleted", "write a new version of it, or undelete this one"
        )
    return int(ends.timestamp())


def _not_vault(answer: Answer, where: str) -> VaultFailure:
    kind = visible(answer.headers.get("content-type", "no content type"), 80)
    return VaultFailure(
        f"what {where} answers is not an answer of Vault's ({kind})", "is the address that of Vault's API?"
    )
