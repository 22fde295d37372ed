"""Who we are to Vault: whether the login works, and what its token is."""

from typing import Any, NamedTuple

from credprovider.doctor.vault.notes import Clock, Notes
from credprovider.vault.auth.interface import NotLoggedIn
from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session

_SOON = 600  # seconds
_BY_POLICY = "1 error occurred"  # how Vault begins when a policy denies what a token that is good asks for


class Visitor(NamedTuple):
    """Who may be sent to Vault from here on. asks: to look around, None where that would use up a token. reads: to
    read the secret as a request for a token does, None where that cannot work. revokes: whether `asks` has a token of
    its own, to be revoked in the end.
    """

    asks: Client | None = None
    reads: Client | None = None
    revokes: bool = False


def examine_login(session: Session, notes: Notes) -> Visitor:
    """Log in as a request for a token would, and note who that makes us."""
    method = session.method
    notes.facts["method"] = method.text("method") or "token"
    notes.facts["inline"], notes.facts["attended"] = method.inline, method.attended
    clock = Clock()
    try:
        client, num_uses, was_kept = _entered(session)
        notes.facts["milliseconds"]["login"] = clock.lap() if method.keeps and not was_kept else None
        notes.facts["kept"] = was_kept
        if num_uses:
            message = f"a login gives a token for {num_uses} requests, so that every request for a token logs in anew"
            edit = "give the role token_num_uses = 0, so that its token can be kept"
            notes.add("vault-token-limited", "advice", message, edit)
            return Visitor(None, session)
        answer = client.get("auth/token/lookup-self")
        if answer.status == 403 and was_kept and not _is_denied(answer):  # it was revoked; a request would log in anew
            token = session.login().token(client.token).token
            client = session.speaking_as(token)
            notes.facts["kept"] = False
            answer = client.get("auth/token/lookup-self")
    except NotLoggedIn as failure:
        notes.failed("vault-not-logged-in", failure, "warning")
        return Visitor()
    except VaultFailure as failure:
        notes.failed("vault-login-fails", failure)
        return Visitor()
    return _looked_up(answer, client, session, notes)


def _entered(session: Session) -> tuple[Client, int, bool]:
    """Return a client that is logged in, for how many requests its token is good (0: any number), and whether it is
    that of an earlier login.
    """
    method = session.method
    if not method.keeps:
        token = method.ready_token()
        client = session.speaking_as(token) if token is not None else method.client
        return client, 0, False
    issued = method.log_in() if method.inline else session.login().token()
    return session.speaking_as(issued.token), issued.num_uses, issued.was_kept


def _looked_up(answer: Answer, client: Client, session: Session, notes: Notes) -> Visitor:
    known = Visitor(client, session, revokes=session.method.inline)
    if answer.status == 403 and _is_denied(answer):
        message = "the Vault token may not look at itself, so that neither its policies nor its end are known"
        notes.add("vault-no-lookup", "advice", message, "give it the policy `default`")
        return known
    if answer.status == 403:
        message = f"the token for {client.where} is not valid or has expired"
        notes.add("vault-token-invalid", "error", message, _remedy(session))
        return Visitor()
    if answer.status != 200:
        message = f"{client.where} does not say whose the Vault token is (status {answer.status})"
        notes.add("vault-no-lookup", "advice", message, "ask those who administer Vault")
        return known
    login = _facts(answer)
    notes.facts["login"] = login
    if "root" in login["policies"]:
        message = "the Vault token is root's, and whoever gets hold of it can do everything"
        notes.add("vault-root-token", "warning", message, "use a token that may read this secret and nothing else")
    lasts = session.method.keeps and not session.method.attended
    if login["ttl"] is not None and login["ttl"] < _SOON and not lasts:
        message = f"the Vault token ends in {login['ttl']} s"
        notes.add("vault-token-ends", "warning", message, _remedy(session))
    if login["num_uses"]:
        message = f"the Vault token is good for {login['num_uses']} more requests; each request for a token uses one, "
        message += "and this look has used one"
        edit = "use a token that ends with time alone; doctor asks nothing more with this one"
        notes.add("vault-token-limited", "warning", message, edit)
        return Visitor()
    return known


def _facts(answer: Answer) -> dict[str, Any]:
    data = answer.table("data")
    policies = [*_texts(data.get("policies")), *_texts(data.get("identity_policies"))]
    has_end = data.get("expire_time") is not None
    return {
        "display_name": _text(data.get("display_name")),
        "path": _text(data.get("path")),
        "policies": list(dict.fromkeys(policies)),
        "entity": _text(data.get("entity_id")) or None,
        "ttl": _number(data.get("ttl")) if has_end else None,
        "renewable": data.get("renewable") is True,
        "num_uses": _number(data.get("num_uses")),
        "period": _number(data.get("period")),
        "explicit_max_ttl": _number(data.get("explicit_max_ttl")),
    }


def _is_denied(answer: Answer) -> bool:
    return any(word.startswith(_BY_POLICY) for word in answer.words())


def _remedy(session: Session) -> str:
    if session.method.keeps:
        return "log in again with `cargo credprovider vault login`"
    return "log in again with `bao login` or `vault login`, or give another token"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
