"""One field of a secret in a KV engine of version 2, written and removed for the person who owns it.

A write replaces the whole secret, so the other fields are read first and written back, with check-and-set: Vault
refuses when somebody else has written meanwhile. An engine of version 1 ignores that silently, so it is not written to.

Source: OpenBao's and Vault's API, "KV secrets engine - version 2".
"""

from credprovider.token import Secret
from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import NoSuchSecret, RemovedToken, VaultFailure
from credprovider.vault.kv import KvSecret, SecretPlace, kv_secret
from credprovider.vault.secret_path import encoded_path
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

_ATTEMPTS = 2


class KvWriter:
    """Writes the field that `place` names. check: raises for a secret that must not be written, being another
    registry's.
    """

    def __init__(self, client: Client, place: SecretPlace, check: "Callable[[KvSecret], None]") -> None:
        self._client = client
        self._place = place
        self._check = check

    def write(self, value: Secret) -> None:
        """Make `value` the field's value, and leave the other fields as they are. Raises VaultFailure."""

        def change(fields: "dict[str, object]") -> "dict[str, object]":
            return {**fields, self._place.field: value.reveal()}

        self._change(change)

    def remove(self) -> None:
        """Remove the field; with the last one the version is deleted, which Vault can undo.

        Raises NoSuchSecret when it is not there, VaultFailure when it stays.
        """

        def change(fields: "dict[str, object]") -> "dict[str, object]":
            if self._place.field not in fields:
                raise NoSuchSecret(f"the secret {self._place} in Vault has no field `{visible(self._place.field, 60)}`")
            return {name: value for name, value in fields.items() if name != self._place.field}

        self._change(change)

    def _change(self, change: "Callable[[dict[str, object]], dict[str, object]]") -> None:
        for _ in range(_ATTEMPTS):
            fields, version = self._current()
            changed = change(fields)
            answer = self._put(changed, version) if changed else self._delete(version)
            if answer.status in (200, 204):
                return
            if not (answer.status == 400 and any("check-and-set" in word for word in answer.words())):
                raise self._refused(answer, "data" if changed else "delete")
        raise VaultFailure(
            f"somebody else writes to the secret {self._place} in Vault at the same time", "run it again"
        )

    def _current(self) -> "tuple[dict[str, object], int]":
        """Return the fields and the number of the newest version; without fields when that was deleted, 0 when there
        is none.
        """
        answer = self._client.get(self._place.target)
        if answer.status == 200:
            try:
                secret = kv_secret(answer, self._place, self._client.where)
            except RemovedToken:
                secret = _removed(answer)
            self._check(secret)
            return secret.fields, _version(answer)
        if answer.status == 404 and _version(answer):
            self._check(_removed(answer))
            return {}, _version(answer)
        from credprovider.vault.statuses import refusal

        refused = refusal(answer, self._place, self._client)
        if isinstance(refused, NoSuchSecret):
            return {}, 0
        raise refused

    def _put(self, fields: "dict[str, object]", version: int) -> Answer:
        return self._client.post(self._place.target, {"data": fields, "options": {"cas": version}})

    def _delete(self, version: int) -> Answer:
        """Delete this version and no other, should there be a newer one meanwhile."""
        return self._client.post(encoded_path(self._api_path("delete")), {"versions": [version]})

    def _api_path(self, kind: str) -> str:
        return f"{self._place.mount}/{kind}/{self._place.path}"

    def _refused(self, answer: Answer, kind: str) -> VaultFailure:
        where = self._client.where
        if answer.status == 403:
            allowed = '["create", "update"]' if kind == "data" else '["update"]'
            line = f'path "{visible(self._api_path(kind))}" {{ capabilities = {allowed} }}'
            return VaultFailure(
                f"the token for {where} may not write to {self._place}", f"a policy of the token must have: {line}"
            )
        return VaultFailure(f"{where} does not take the token at {self._place} (status {answer.status})")


def _version(answer: Answer) -> int:
    """Return the version that an answer to a read is about, 0 when it is about none."""
    metadata = answer.table("data").get("metadata")
    version = metadata.get("version") if isinstance(metadata, dict) else None
    return version if isinstance(version, int) else 0


def _removed(answer: Answer) -> KvSecret:
    """Return the secret whose newest version was deleted: no fields, and still for the registry that it was for."""
    metadata = answer.table("data").get("metadata")
    custom = metadata.get("custom_metadata") if isinstance(metadata, dict) else None
    return KvSecret({}, custom if isinstance(custom, dict) else {}, None)
