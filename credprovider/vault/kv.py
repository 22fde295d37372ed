"""Secrets in the KV engine: where they are, and what a read brings.

Source: OpenBao's and Vault's API, "KV secrets engine - version 2" and "version 1".
"""

from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import RemovedToken, VaultFailure
from credprovider.vault.secret_path import encoded_path, is_path_part
from credprovider.visible import visible

DEFAULT_FIELD = "token"
KV_V2, KV_V1, DYNAMIC = ENGINES = ("kv-v2", "kv-v1", "dynamic")
_MAX_PATH = 1024
_NO_MOUNTS = ("auth", "sys")  # what is read there is Vault's own, and may be the Vault token itself


class SecretPlace:
    """Where a secret is: `mount/path` or `mount/path#field`. The mount is the first part, unless `mount` says more.

    mount, path, field: as written. engine: one of ENGINES. api_path: what reads it, as Vault and its policies name it.
    target: the same in a request, percent-encoded part by part.

    Raises VaultFailure for what could lead anywhere else than to this path below this mount: an empty part, `.` and
    `..`, a part ending with `.`, a percent sign, `?`, `#`, a backslash, a pattern, an unprintable character; for more
    than 1024 characters; for a mount that does not begin the text, and for `auth` and `sys`, which hold no secrets.
    """

    __slots__ = ("api_path", "engine", "field", "mount", "path", "target")

    def __init__(self, text: str, mount: str = "", engine: str = KV_V2) -> None:
        place, hash_sign, field = text.partition("#")
        self.mount = mount or place.partition("/")[0]
        self.path = place[len(self.mount) + 1 :]
        self.engine = engine or KV_V2
        self.field = field if hash_sign else DEFAULT_FIELD
        parts = place.split("/")
        shape = "a secret is written as mount/path or mount/path#field, such as kv/cargo/kellnr"
        if len(parts) < 2 or not all(parts) or not self.field:
            raise VaultFailure(f"`{visible(text)}` is not a place in Vault", shape)
        if len(place) > _MAX_PATH or not all(map(is_path_part, parts)):
            raise VaultFailure(f"`{visible(text)}` contains something that a path in Vault must not have", shape)
        if not place.startswith(self.mount + "/") or not self.path:
            advice = "`secret` is written with the whole mount before the path, such as team/kv/kellnr"
            raise VaultFailure(f"`{visible(text)}` is not below the mount `{visible(mount)}`", advice)
        if parts[0] in _NO_MOUNTS:
            raise VaultFailure(f"what is below `{parts[0]}/` is Vault's own, and no registry's token", shape)
        self.api_path = f"{self.mount}/data/{self.path}" if self.engine == KV_V2 else place
        self.target = encoded_path(self.api_path)

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
        raise RemovedToken(
            f"the secret {place} in Vault has no field {field}", f"it has {names}; name one as {place}#FIELD"
        )


def read_secret(client: Client, place: SecretPlace) -> KvSecret:
    """Return the current version of the secret at `place`.

    Raises NoSuchSecret when Vault has nothing there; RemovedToken for a version that was deleted; VaultFailure for
    everything else: no answer, no right, a sealed Vault, a secret that was destroyed (revoked, which is not the same
    as absent), an engine of another version.
    """
    return kv_secret(good_answer(client, place), place, client.where)


def good_answer(client: Client, place: SecretPlace) -> Answer:
    """Return Vault's answer to reading `place`. Raises as `read_secret` for one that is a refusal."""
    answer = client.get(place.target)
    if answer.status != 200:
        from credprovider.vault.statuses import refusal

        raise refusal(answer, place, client)
    return answer


def kv_secret(answer: Answer, place: SecretPlace, where: str) -> KvSecret:
    """Return the secret in `answer`, a good one to reading `place`. where: `Vault at https://...`. Raises VaultFailure
    for another form than that of the place's engine, RemovedToken for a deleted version.
    """
    data = (answer.content or {}).get("data")
    if not isinstance(data, dict):
        raise not_vault(answer, where)
    if (answer.content or {}).get("lease_id"):
        advice = 'set engine = "dynamic" beside `secret`; the secret that this read has made ends by itself'
        raise VaultFailure(f"the mount `{visible(place.mount)}` of {where} makes secrets with an end", advice)
    if place.engine == KV_V1:
        return KvSecret(data, {}, None)  # its lease_duration is a hint when to look again, and no end
    fields, metadata = data.get("data"), data.get("metadata")
    if not isinstance(fields, dict) or not isinstance(metadata, dict):
        raise VaultFailure(
            f"the mount `{visible(place.mount)}` of {where} does not answer as a KV engine of version 2",
            'for version 1 set engine = "kv-v1" beside `secret`, or upgrade the mount with `kv enable-versioning`',
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
        advice = "write a new version of it, or undelete this one"
        raise RemovedToken(f"the secret {place} in Vault was deleted", advice)
    return int(ends.timestamp())


def not_vault(answer: Answer, where: str) -> VaultFailure:
    """Return the failure of an answer that is not Vault's, such as a proxy's page."""
    kind = visible(answer.headers.get("content-type", "no content type"), 80)
    return VaultFailure(
        f"what {where} answers is not an answer of Vault's ({kind})", "is the address that of Vault's API?"
    )
