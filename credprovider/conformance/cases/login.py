"""E. Login."""

from credprovider.conformance import needs
from credprovider.conformance.case import Case, Hung, Skipped
from credprovider.conformance.editor import Editor
from credprovider.conformance.expect import expect, expect_kind, expect_token
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import line_of

_SOON = 1.0  # seconds


def token_in_request(kit: Kit) -> None:
    """A login with a token.

    {"Ok":{"kind":"login"}}, nothing more; then a get gives the token.
    """
    if kit.profile.login_answer is not None:
        expect_kind(kit.profile.login_answer, "login", "operation-not-supported")
    token = kit.new_token()
    answer = expect_kind(kit.login(token), "login")
    expect(not answer.extra, f"unknown fields {', '.join(answer.extra)}: {answer.shown()}")
    expect_token(kit.get(), kit.profile.value_of(token))


def nobody_to_ask(kit: Kit) -> None:
    """A login without a token, and no terminal to ask on.

    `other` with an instruction within 1 s. Nothing is stored, and standard input is left alone: its next line is a
    request.
    """
    kit.writes()
    said, start = None, Editor(kit.folder).start
    try:
        said = kit.provider.converse(line_of(kit.request("login")), start=start)
    except Hung as hung:
        came = str(hung)
    if said is not None:
        expect(bool(said.answers), f"no answer, exit status {said.status}")
        expect_kind(said.answers[0], "other")
        expect(said.answer_seconds[0] < _SOON, f"`other` after {said.answer_seconds[0]:.1f} s")
        expect(not kit.get().token, "something is stored")
        came = ""
    answers, _ = kit.provider.batch(line_of(kit.request("login")) + line_of(kit.get_request()), start)
    if len(answers) == 1:
        kit.invariants.broke("I7", "a login without a token takes the next request line off standard input")
    expect(not came and len(answers) == 2, came or f"{len(answers)} answers to a login and a get")


def pasted_command(kit: Kit) -> None:
    """A pasted `cargo login TOKEN`.

    The token alone is stored, or nothing: registries show the whole command to copy, and cargo passes it on.
    """
    token = kit.new_token()
    answer = kit.login(f"cargo login {token}")
    if answer.kind != "other":
        expect_kind(answer, "login")
        expect_token(kit.get(), kit.profile.value_of(token))


def blanks(kit: Kit) -> None:
    """A token with blanks around it, and one with a blank in it.

    The blanks around it are dropped or refused; `Bearer TOKEN` is kept as it is.
    """
    token = kit.new_token()
    answer = kit.login(f" {token}\r\n")
    if answer.kind != "other":
        expect_kind(answer, "login")
        expect_token(kit.get(), kit.profile.value_of(token), of="with blanks around it: ")
    kit.clean()
    shaped = f"Bearer {kit.new_token()}"
    kit.log_in(shaped)
    value = kit.get()
    expect(value.token in (shaped, kit.profile.value_of(shaped)), f"with a blank in it: {value.shown()}")


def refused_characters(kit: Kit) -> None:
    """A token with a control character, and one with a letter that is not ASCII.

    `other`: cargo does not check them.
    """
    for name, character in (("U+0007", "\x07"), ("U+00E9", "\u00e9"), ("LF", "\nx")):
        expect_kind(kit.login(kit.new_token() + character), "other", of=f"{name}: ")


def again(kit: Kit) -> None:
    """A second login.

    The new token in place of the old one, shorter or longer; other registries keep theirs.
    """
    other = kit.new_token("other")
    if not kit.profile.no_neighbour:
        kit.log_in(other, kit.neighbour)
    for token in (kit.new_token("first"), kit.new_token("a-rather-long-second"), kit.new_token("c")):
        kit.log_in(token)
        expect_token(kit.get(), kit.profile.value_of(token))
    if not kit.profile.no_neighbour:
        expect_token(kit.get(url=kit.neighbour), kit.profile.value_of(other), of="the other registry: ")


def unknown_argument(kit: Kit) -> None:
    """An argument that the provider does not know.

    `other` that names it: an argument that is misspelt in cargo's configuration would be ignored for ever.
    """
    unknown = "--conformance-unknown"
    token = kit.new_token()
    kit.writes()
    args = {"args": [*kit.provider.args, unknown]}
    answer = kit.one(kit.request("login", token=token) | args)
    if answer.ok:  # it may say where the token was put
        kit.one(kit.request("logout") | args)
    expect_kind(answer, "other")
    expect(any(unknown in text for text in answer.texts), f"the argument is not named: {answer.shown()}")


def not_supported(kit: Kit) -> None:
    """A login that the provider does not support.

    operation-not-supported, for a registry that is served.
    """
    answer = kit.profile.login_answer
    if kit.token_stored:
        if not kit.profile.empty_url:
            raise Skipped("no registry is known that is served and has no token")
        kit.empties(kit.profile.empty_url)
        answer = kit.one(kit.request("login", kit.profile.empty_url))
        expect_kind(answer, "operation-not-supported", "other")
    if answer is None or answer.kind != "operation-not-supported":
        raise Skipped("a login is not answered operation-not-supported")


CASES = (
    Case("61", token_in_request),
    Case("63", nobody_to_ask, (needs.login,)),
    Case("65", pasted_command, (needs.login,), beyond=True),
    Case("66", blanks, (needs.login,)),
    Case("67", refused_characters, (needs.login,)),
    Case("68", again, (needs.login,)),
    Case("69", unknown_argument, (needs.login,), beyond=True),
    Case("70", not_supported),
)
