"""A registry's token that arrives wrapped: it is unwrapped once and kept, so that later runs of cargo have it too."""

from time import time

from credprovider.errors import Other
from credprovider.json_text import render
from credprovider.kept import Kept
from credprovider.token import Secret
from credprovider.vault.client import Client
from credprovider.vault.failures import VaultFailure
from credprovider.vault.kv import DYNAMIC, KvSecret, SecretPlace, kv_secret
from credprovider.vault.lease import new_lease

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable


class WrappedSecret:
    """The secret at `place` that `token` wraps. client: for its Vault, without a token. waits: the seconds that may be
    spent waiting for another process that unwraps it just now.
    """

    def __init__(self, client: Client, place: SecretPlace, token: Secret, waits: float) -> None:
        self._client = client
        self._place = place
        self._token = token
        self._waits = waits
        config = client.config
        whose = [str(config.address), config.namespace, token.reveal()]
        self._kept = Kept(render(["wrapped", whose, place.engine, place.api_path, place.field]))

    def secret(self, warn: "Callable[[str], None]") -> KvSecret:
        """Return the secret: kept, or unwrapped just now. warn: is told when it cannot be kept. Raises VaultFailure."""
        kept = self._read()
        if kept is not None:
            return kept
        with self._kept.alone(self._waits):
            return self._read() or self._unwrapped(warn)

    def drop(self) -> bool:
        """Forget the secret; return whether there was one. Raises VaultFailure when it stays."""
        try:
            return self._kept.drop()
        except Other as problem:
            raise VaultFailure(problem.message, *problem.causes) from None

    def _unwrapped(self, warn: "Callable[[str], None]") -> KvSecret:
        from credprovider.vault.wrapping import WrappingToken

        place, where = self._place, self._client.where
        wrapping = WrappingToken(self._client, self._token, place.api_path, f"the secret {place}")
        answer = wrapping.unwrap()
        now = time()
        if place.engine == DYNAMIC:
            secret = new_lease(answer, place, where, now).secret(place)
        else:
            secret = kv_secret(answer, place, where)
        index = [secret.custom.get("index"), secret.fields.get("index")]
        value: dict[str, object] = {"text": secret.text(place), "index": index, "expires": secret.expires}
        if not self._kept.keep(value, secret.expires, now):
            warn(
                f"the unwrapped secret {place} cannot be kept on this machine; the next run needs a new wrapping token"
            )
        return secret

    def _read(self) -> KvSecret | None:
        match self._kept.read(time()):
            case {"text": str(text), "index": [custom, own], "expires": (int() | None) as expires}:
                fields = {} if own is None else {"index": own}
                return KvSecret(
                    {**fields, self._place.field: text}, {} if custom is None else {"index": custom}, expires
                )
        return None
