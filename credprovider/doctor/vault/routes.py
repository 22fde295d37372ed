"""The routes of one registry that lead to Vault, each looked at with what a request for a token would use."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from credprovider.deadline import Deadline
from credprovider.doctor.finding import Finding
from credprovider.doctor.vault.capabilities import examine_capabilities
from credprovider.doctor.vault.login import Visitor, examine_login
from credprovider.doctor.vault.mount import examine_mount
from credprovider.doctor.vault.notes import Notes
from credprovider.doctor.vault.place import place_of, unseen
from credprovider.doctor.vault.secret import examine_secret
from credprovider.doctor.watched import ask_watched
from credprovider.errors import Other, UrlNotSupported
from credprovider.protocol import OPERATIONS
from credprovider.registries import token_request
from credprovider.route import Route
from credprovider.router import find_route
from credprovider.settings import Settings
from credprovider.token import Secret
from credprovider.vault.failures import VaultFailure
from credprovider.vault.kv import DYNAMIC
from credprovider.vault.session import Session

_STORE = "vault"


class VaultRoute(NamedTuple):
    """One route. operations: those that it serves."""

    route: Route
    operations: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """Return what is known of it before Vault is asked."""
        return {
            "secret": self.route.text("secret"),
            "operations": list(self.operations),
            "role": self.route.text("role") or None,
            "method": None,
            "inline": None,
            "attended": None,
            "kept": None,
            "login": None,
            "mount": None,
            "capabilities": None,
            "fields": None,
            "unseen": None,
            "owner": None,
            "expires": None,
            "milliseconds": {"login": None, "read": None},
        }


def vault_routes(url: str, name: str | None, arguments: Sequence[str], settings: Settings) -> list[VaultRoute]:
    """Return the different routes to Vault of a registry. No I/O. Raises Other as `find_route` does."""
    found: dict[str, tuple[Route, list[str]]] = {}
    for operation in OPERATIONS:
        try:
            route = find_route(token_request(url, name or "", arguments, operation), settings)
        except UrlNotSupported:
            return []
        if route.store == _STORE:
            own = {key: value for key, value in route.table.items() if key != "header"}
            own["unlike"] = operation if "{operation}" in route.text("secret") else unseen(route)
            found.setdefault(repr(sorted(own.items())), (route, []))[1].append(operation)
    return [VaultRoute(route, tuple(operations)) for route, operations in found.values()]


def ask_routes(
    routes: Sequence[VaultRoute], settings: str, seconds: float
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return the facts about each route, and what is wrong. settings: the path of our settings."""
    notes = Notes({"routes": [each.facts() for each in routes]})

    def question(deadline: Deadline) -> dict[str, Any]:
        _examine(routes, deadline, notes, settings)
        return notes.content()

    try:
        notes = Notes.read(ask_watched(question, seconds, notes.expired))
    except Other as error:
        notes.failed("vault-unreachable", error)
    return notes.facts["routes"], list(dict.fromkeys(notes.findings))


def _examine(routes: Sequence[VaultRoute], deadline: Deadline, notes: Notes, settings: str) -> None:
    tokens: dict[tuple[str, ...], Secret] = {}
    for each, facts in zip(routes, notes.facts["routes"], strict=True):
        own = Notes(facts, notes.findings)
        facts["unseen"] = unseen(each.route) or None
        if facts["unseen"]:
            continue
        try:
            session = Session(each.route.shared, deadline.left, each.route.text("role"))
            deadline.waiting_for(session.where)
            token = _examine_one(each.route, session, own, settings)
        except VaultFailure as failure:
            own.failed("vault-unreachable", failure)
            token = None
        if token is not None:
            tokens[each.operations] = token
    _compare(tokens, notes)


def _examine_one(route: Route, session: Session, notes: Notes, settings: str) -> Secret | None:
    already = len(notes.findings)
    try:
        place = place_of(route)
    except VaultFailure as failure:
        notes.failed("vault-place", failure)
        return None
    visitor = examine_login(session, notes)
    try:
        if visitor.asks is not None:
            path = examine_mount(visitor.asks, place, notes, settings)
            if path is not None:
                writable = route.table.get("writable") is True
                examine_capabilities(visitor.asks, place, path, notes, writable=writable)
        if visitor.reads is None or place.engine == DYNAMIC:  # reading such a one would make a new secret
            return None
        told = any(finding.severity == "error" for finding in notes.findings[already:])
        return examine_secret(visitor.reads, route, place, notes, told=told)
    finally:
        _leave(visitor)


def _leave(visitor: Visitor) -> None:
    if visitor.revokes and visitor.asks is not None:
        try:
            visitor.asks.post("auth/token/revoke-self", {})
        except VaultFailure:
            pass  # it ends by itself


def _compare(tokens: dict[tuple[str, ...], Secret], notes: Notes) -> None:
    """Note secrets that are kept apart for nothing."""
    seen: dict[str, tuple[str, ...]] = {}
    for operations, token in tokens.items():
        other = seen.setdefault(token.reveal(), operations)
        if other != operations:
            message = f"the secrets for {', '.join(other)} and for {', '.join(operations)} hold the same token"
            edit = "store a token for each that can do no more than that, or use one secret"
            notes.add("vault-same-token", "advice", message, edit)
