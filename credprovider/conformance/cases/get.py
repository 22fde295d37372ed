"""D. Tokens for operations: what a get is answered."""

from concurrent.futures import ThreadPoolExecutor

from credprovider.conformance import needs
from credprovider.conformance.answer import Answer
from credprovider.conformance.backends import absent_backends
from credprovider.conformance.case import Case, Failed, Hung
from credprovider.conformance.expect import expect, expect_all, expect_form, expect_kind, expect_token
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import OPERATIONS, in_registry, line_of
from credprovider.conformance.start import Start
from credprovider.conformance.terminal import Terminal

_PROCESSES = 16


def stored_token(kit: Kit) -> None:
    """A stored token, for reading.

    {"Ok":{"kind":"get","token":...,"cache":"never"|"session"|"expires","expiration":...,"operation_independent":...}}:
    exactly these fields with these types, `expiration` with "expires" alone, and an underscore in the last one.
    """
    token = kit.stored()
    answer = expect_token(kit.get(), token)
    expect(not answer.extra, f"unknown fields {', '.join(answer.extra)}: {answer.shown()}")


def nothing_stored(kit: Kit) -> None:
    """Nothing is stored.

    {"Err":{"kind":"not-found"}} and exit status 0: anything else ends cargo, and no other provider is asked.
    """
    said = kit.provider.converse(line_of(kit.get_request(url=kit.empty_url())))
    expect(bool(said.answers), f"no answer, exit status {said.status}")
    expect_kind(said.answers[0], "not-found")
    expect(said.status == 0, f"exit status {said.status} after {said.answers[0].shown()}")


def backend_away(kit: Kit) -> None:
    """The backend is away.

    An answer within the time limit: url-not-supported or not-found, so that cargo goes on, or `other`, as the provider
    documents it; or the token, where it comes from elsewhere. Tried with no session bus, Vault and proxy.
    """
    expect_form(kit.provider.ask(line_of(kit.get_request()), start=Start(changes=absent_backends()))[0])


def every_operation(kit: Kit) -> None:
    """A token for each operation.

    A token to read, publish, yank, unyank and change owners.
    """
    kit.stored()
    problems = []
    for operation in OPERATIONS:
        try:
            expect_kind(kit.get(operation=operation), "get", of=f"{operation}: ")
        except Hung:
            raise
        except Failed as failed:
            problems.append(str(failed))
    expect_all(problems)


def cache_of_operations(kit: Kit) -> None:
    """What cargo may keep, where operations have tokens of their own.

    For read `operation_independent` false; for all others "never" and false: cargo has one place per registry, so that
    it would use a kept token to publish for reading, or the one for reading to publish.
    """
    kit.stored()
    problems = []
    for operation in OPERATIONS:
        answer = expect_kind(kit.get(operation=operation), "get", of=f"{operation}: ")
        kept = answer.fields["cache"] != "never" and operation != "read"
        if kept or answer.fields["operation_independent"]:
            problems.append(f"{operation}: {answer.shown()}")
    expect_all(problems)


def headers(kit: Kit) -> None:
    """With the headers of a 401, and without.

    The same answer: cargo has them only in the run that saw the 401.
    """
    kit.stored()
    usual = kit.get()
    answer = with_headers(kit, ['WWW-Authenticate: Cargo login_url="https://registry.example/me"', "Server: x"])
    expect(answer.same(usual), f"{answer.shown()} instead of {usual.shown()}")


def hostile_headers(kit: Kit) -> None:
    """Headers from a hostile registry.

    The same answer: control characters, a header of 1 MiB, a login_url that is a file.
    """
    kit.stored()
    usual = kit.get()
    hostile = (
        ["X: \x1b]0;title\x07\r\nY: \0"],
        ["X: " + "x" * 1024 * 1000],
        ['WWW-Authenticate: Cargo login_url="file:///etc/passwd"'],
        [""],
    )
    for headers in hostile:
        answer = with_headers(kit, headers)
        expect(answer.same(usual), f"{answer.shown()} for headers {headers[0][:40]!r}")


def with_headers(kit: Kit, headers: list[str]) -> Answer:
    """Ask for a token as cargo does after a 401 with these headers."""
    return kit.one(in_registry(kit.get_request(), headers=headers))


def at_once(kit: Kit) -> None:
    """Sixteen gets at once.

    Sixteen tokens, and nobody waits for another one for ever.
    """
    token = kit.stored()
    with ThreadPoolExecutor(_PROCESSES) as pool:
        answers = list(pool.map(lambda _: kit.get(), range(_PROCESSES)))
    for answer in answers:
        expect_token(answer, token)


def no_question(kit: Kit) -> None:
    """A get never asks a person.

    An answer without anybody at the terminal, when nothing is stored: cargo runs in the background of editors.
    """
    with Terminal() as terminal, kit.provider.start(terminal=terminal) as process:
        process.line("hello")
        process.send(line_of(kit.get_request(url=kit.empty_url())))
        answer = Answer(process.line("answer, while a terminal is there and nobody types"))
        process.finish()
    expect_form(answer)


CASES = (
    Case("38", stored_token, (needs.token,)),
    Case("39", nothing_stored),
    Case("41", backend_away),
    Case("44", every_operation, (needs.token,)),
    Case("48", cache_of_operations, (needs.token, needs.separate)),
    Case("57", headers, (needs.token,)),
    Case("58", hostile_headers, (needs.token,), beyond=True),
    Case("59", at_once, (needs.token,), beyond=True),
    Case("60", no_question, beyond=True),
)
