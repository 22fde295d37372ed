"""E. Login at a terminal: the question for a token, and the ways out of it."""

import signal
from dataclasses import dataclass

from credprovider.conformance import needs
from credprovider.conformance.answer import Answer, shown
from credprovider.conformance.case import Case, Failed, Skipped
from credprovider.conformance.editor import Editor
from credprovider.conformance.expect import expect, expect_kind, expect_token
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import REGISTRY_NAME, line_of
from credprovider.conformance.terminal import Terminal, question

_LOGIN_URL = "https://registry.example/me"
_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)


@dataclass(frozen=True)
class Asked:
    """A login at a terminal. question: what was asked; echo: whether what is typed was shown meanwhile; screen: all
    that was shown; answer: None when the provider ended without one; echo_after: at the end.
    """

    question: str
    echo: bool
    screen: str
    answer: Answer | None
    status: int
    echo_after: bool


def asks(kit: Kit) -> None:
    """A login without a token, at a terminal.

    A question on the terminal that says which registry or login URL it is about; what is typed is not shown; the token
    is stored.
    """
    token = kit.new_token()
    asked = log_in_at_terminal(kit, token.encode() + b"\n")
    expect(bool(asked.question.strip()), "nothing is asked")
    if asked.answer is None:
        raise Failed(f"no answer, exit status {asked.status}")
    expect_kind(asked.answer, "login")
    known = (_LOGIN_URL, kit.url, REGISTRY_NAME)
    expect(any(text in asked.question for text in known), f"the question is {shown(asked.question.encode())}")
    expect_token(kit.get(), kit.profile.value_of(token))
    expect(not asked.echo and token not in asked.screen, "the token is shown while it is typed")


def nothing_typed(kit: Kit) -> None:
    """Nothing is typed, the end of input, an interrupt.

    `other`, or the end by the interrupt, with nothing stored and the terminal as it was before.
    """
    for name, keys in (("an empty line", b"\n"), ("Ctrl-D", b"\x04"), ("Ctrl-C", b"\x03")):
        asked = log_in_at_terminal(kit, keys)
        if asked.answer is not None:
            expect_kind(asked.answer, "other", of=f"{name}: ")
        else:
            expect(keys == b"\x03" and asked.status in _INTERRUPTED, f"{name}: no answer, exit status {asked.status}")
        expect(asked.echo_after, f"{name}: the terminal does not show any more what is typed")
        expect(not kit.get().token, f"{name}: something is stored")


def log_in_at_terminal(kit: Kit, keys: bytes) -> Asked:
    """Send a login without a token to a provider with a terminal, and type `keys` at its question.

    Raises Skipped for a provider that starts an editor instead: the kit only types.
    """
    kit.writes()
    editor = Editor(kit.folder)
    with Terminal() as terminal, kit.provider.start(editor.start, terminal=terminal) as process:
        process.line("hello")
        process.send(line_of(kit.request("login", login_url=_LOGIN_URL)))
        text = question(process)
        echo = terminal.echoes()
        if not process.out and process.popen.poll() is None:
            terminal.type(keys)
        line = process.line("answer to what was typed")
        process.finish()
        asked = Asked(
            question=text,
            echo=echo,
            screen=process.screen.decode("utf-8", "replace"),
            answer=Answer(line) if line else None,
            status=process.popen.returncode,
            echo_after=terminal.echoes(),
        )
    if editor.was_started():
        raise Skipped("the token is asked for in an editor, and the kit types at prompts only")
    return asked


CASES = (Case("62", asks, (needs.login,)), Case("64", nothing_typed, (needs.login,)))
