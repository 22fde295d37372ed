"""Who a Vault token is, as Vault itself says, and how that is told to a person."""

from typing import NamedTuple

from credprovider.duration import in_words
from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import VaultFailure, no_such_namespace
from credprovider.vault.session import Session
from credprovider.visible import visible


class Identity(NamedTuple):
    """display_name, entity_id: who it is, "" where Vault has no such thing. policies: by name. ttl: the seconds that
    are left, None for a token without an end. renewable: whether Vault lengthens it.
    """

    display_name: str
    entity_id: str
    policies: list[str]
    ttl: int | None
    renewable: bool

    def lines(self) -> list[str]:
        """Return what a person is told, safe to print."""
        entity = f" (entity {visible(self.entity_id, 60)})" if self.entity_id else ""
        more = ", and can be renewed" if self.renewable else ""
        lasts = "without an end" if self.ttl is None else f"for {in_words(self.ttl)}{more}"
        return [
            f"  as        {visible(self.display_name, 100) or 'nobody that Vault has a name for'}{entity}",
            f"  policies  {', '.join(visible(name, 100) for name in self.policies) or 'none'}",
            f"  lasts     {lasts}",
        ]


def own_identity(client: Client) -> Identity | None:
    """Return who the client's token is, None when Vault does not know it (any more). Raises VaultFailure."""
    answer = client.get("auth/token/lookup-self")
    if answer.status == 403:
        return None
    if "namespace not found" in answer.words():
        raise no_such_namespace(client.where)
    if answer.status != 200:
        raise VaultFailure(f"{client.where} does not say who we are (status {answer.status})", *_advice(answer))
    data = answer.table("data")
    ttl = data.get("ttl")
    lasting = data.get("expire_time") is None and not ttl
    return Identity(
        display_name=_text(data.get("display_name")),
        entity_id=_text(data.get("entity_id")),
        policies=[*_texts(data.get("policies")), *_texts(data.get("identity_policies"))],
        ttl=None if lasting or not isinstance(ttl, int) else ttl,
        renewable=data.get("renewable") is True,
    )


def inline_identity(session: Session) -> Identity | None:
    """Return who an inline login makes us, None when its policies do not let it ask. Raises VaultFailure.

    Such a login has no token that Vault could be asked about: one is made as any other login makes it, and revoked.
    """
    client = session.method.client.speaking_as(session.method.log_in().token)
    try:
        return own_identity(client)
    finally:
        _revoke(client)


def _revoke(client: Client) -> None:
    try:
        client.post("auth/token/revoke-self", {})
    except VaultFailure:
        pass  # it ends by itself


def _advice(answer: Answer) -> list[str]:
    if answer.content is None:
        return ["is that Vault's API, and the address right (`address` under [vault], or VAULT_ADDR)?"]
    return ["it is sealed or has no active node"] if answer.status == 503 else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
