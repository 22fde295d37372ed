"""What the kit finds out about a provider before the cases: what it can do, and whom it serves."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credprovider.conformance.answer import Answer
from credprovider.conformance.case import Failed, Hung
from credprovider.conformance.invariants import is_hello
from credprovider.conformance.request import OPERATIONS
from credprovider.conformance.token import is_ours, new_token

if TYPE_CHECKING:
    from credprovider.conformance.kit import Kit


class CannotRunError(Exception):
    """The kit cannot do its job with what it was given; the message says why and what to do."""


@dataclass
class Profile:
    """What was found. Each `no_` text is the reason why cases of that kind do not apply, and empty where they do.

    no_hello: there is no hello to go on from. no_login: the kit cannot store a token. no_token: nor is there one.
    no_separate: all operations get the same token, once for a run of cargo. no_foreign: there is no registry that the
    provider does not serve. no_neighbour: it does not serve a registry beside its own.

    token: the one that was stored before the kit came. before, after: what a provider puts around a stored token to
    make the header's value. empty_kind: how a get is answered where nothing is stored. empty_url: beside a token that
    is not the kit's, a URL for which a get is answered not-found. login_answer: to the first login. foreign_answer:
    to a get for the foreign URL, where that is served, too. facts: what was found, for people.
    """

    no_hello: str = ""
    no_login: str = ""
    no_token: str = ""
    no_separate: str = ""
    no_foreign: str = ""
    no_neighbour: str = ""
    token: str = ""
    before: str = ""
    after: str = ""
    empty_kind: str = "not-found"
    empty_url: str = ""
    login_answer: Answer | None = None
    foreign_answer: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)

    def value_of(self, token: str) -> str:
        """Return what cargo is given for a stored token."""
        return f"{self.before}{token}{self.after}"


def find_out(kit: "Kit") -> None:
    """Fill in the kit's profile. Leaves nothing stored that was not stored before.

    Raises CannotRunError: the provider does not serve the URL, a token is stored although the kit was not told so, or
    none is although it was.
    """
    profile = kit.profile
    profile.no_hello = _no_hello(kit)
    if profile.no_hello:
        profile.facts.append(("hello", profile.no_hello))
        return
    if _find_token(kit):
        if not profile.no_login:
            _find_login(kit)
        _find_neighbour(kit)
        _find_foreign(kit)
        _find_separate(kit)
    profile.facts += [
        ("token", "the kit's own" if not profile.no_login else "the one that is stored" if profile.token else "none"),
        ("login", profile.no_login or "supported"),
        ("operations", profile.no_separate or "each has an answer of its own"),
        ("foreign URL", kit.foreign + (f" is answered {profile.foreign_answer}" if profile.foreign_answer else "")),
        ("second URL", profile.no_neighbour or f"{kit.neighbour} is served, too"),
    ]


def _no_hello(kit: "Kit") -> str:
    try:
        hello = kit.provider.hello()
    except Failed as failed:
        return str(failed)
    return "" if is_hello(hello) else "the first line is none (cases 2 and 3)"


def _find_token(kit: "Kit") -> bool:
    """Look whether a token is stored: the kit writes only where it knows that there is none. Return whether it makes
    sense to ask on.
    """
    profile = kit.profile
    try:
        answer = kit.get()
    except Hung as hung:
        silent = f"a get is not answered: {hung}"
        profile.no_login = profile.no_token = profile.no_separate = profile.no_foreign = profile.no_neighbour = silent
        return False
    except Failed as failed:
        _unsure(kit, "", f"a get ends otherwise than with an answer: {failed}")
        return True
    if answer.kind == "url-not-supported":
        raise CannotRunError(f"the provider does not serve {kit.url}; name a URL that it serves: --index-url URL")
    if answer.token and is_ours(answer.token) and not kit.token_stored:
        kit.forget()
    elif answer.token and not kit.token_stored:
        raise CannotRunError(
            f"a token for {kit.url} is stored, and the kit does not touch it; run with --token-stored to test without"
            " login and logout, or name another URL: --index-url URL"
        )
    elif kit.token_stored:
        _take(kit, answer)
    elif answer.kind != "not-found":
        _unsure(kit, answer.kind, f"before any login a get is answered {answer.shown()}")
    return True


def _take(kit: "Kit", answer: Answer) -> None:
    if not answer.token:
        raise CannotRunError(f"--token-stored says that a token is stored, but a get is answered {answer.shown()}")
    kit.profile.token = answer.token
    kit.invariants.secrets.add(answer.token)
    kit.profile.no_login = "not tried, because of --token-stored"


def _unsure(kit: "Kit", kind: str, came: str) -> None:
    """Nobody has a token for the URL that is made up; for a real one the kit must know that there is none."""
    kit.profile.empty_kind = kind
    if not kit.url_is_made_up:
        kit.profile.no_login = f"not tried: {came}, so that the kit does not know whether a token is stored"
        kit.profile.no_token = "no token was stored"  # noqa: S105 - a sentence


def _find_login(kit: "Kit") -> None:
    token = new_token("first")
    try:
        answer = kit.login(token)
        kit.profile.login_answer = answer
        if answer.refused:
            kit.profile.no_login = "not supported" if answer.kind == "operation-not-supported" else ""
            kit.profile.no_login = kit.profile.no_login or f"refused (case 61): {answer.shown()}"
            kit.profile.no_token = "no token is stored, and the provider takes none"  # noqa: S105 - a sentence
            return
        value = kit.get().token
    except Failed:
        return  # the cases about login will say so
    finally:
        kit.clean()
    if token in value:
        kit.profile.before, _, kit.profile.after = value.partition(token)


def _find_neighbour(kit: "Kit") -> None:
    profile = kit.profile
    try:
        answer = kit.get(url=kit.neighbour)
    except Failed as failed:
        profile.no_neighbour = str(failed)
        return
    if answer.kind == "not-found":
        profile.empty_url = kit.neighbour
    if answer.ok or answer.kind != profile.empty_kind:
        profile.no_neighbour = f"a get for {kit.neighbour} is answered {answer.shown()}"


def _find_foreign(kit: "Kit") -> None:
    """A provider may serve every registry; then none is foreign to it, unless a person says so."""
    if kit.foreign_named:
        return
    try:
        answer = kit.get(url=kit.foreign)
    except Failed:
        return  # the cases about it will say so
    if answer.kind == "not-found":
        kit.profile.empty_url = kit.profile.empty_url or kit.foreign
    if answer.kind != "url-not-supported":
        kit.profile.no_foreign = "it serves every registry; --foreign-url URL names one that it must not serve"
        kit.profile.foreign_answer = answer.shown()


def _find_separate(kit: "Kit") -> None:
    if kit.profile.no_token:
        kit.profile.no_separate = kit.profile.no_token
        return
    try:
        kit.stored()
        answers = [kit.get(operation=operation) for operation in OPERATIONS]
        kit.invariants.secrets.update(answer.token for answer in answers if answer.token)
    except Failed:
        return
    finally:
        kit.clean()
    read = answers[0]
    alike = all(answer.same(read) for answer in answers)
    if alike and read.fields.get("operation_independent") is True:
        kit.profile.no_separate = "all have one token (operation_independent)"
