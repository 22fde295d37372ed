"""B. Requests that are well-formed, however they are written and whenever they come."""

import json
from time import sleep

from credprovider.conformance import needs
from credprovider.conformance.answer import Answer
from credprovider.conformance.case import Case, Failed, Hung
from credprovider.conformance.expect import expect, expect_all, expect_form, expect_kind, expect_token
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import in_registry, line_of


def bare_request(kit: Kit) -> None:
    """A request without name and headers.

    An answer: a token or not-found. cargo has no name for a registry that is given by its URL.
    """
    fields = kit.get_request() | {"registry": {"index-url": kit.url}}
    expect_form(kit.one(fields))


def unknown_fields(kit: Kit) -> None:
    """Fields that are not known yet, and an empty list of arguments.

    The same answer: unknown fields are ignored at every level, and `"args":[]` is the same as none.
    """
    usual = kit.get()
    fields = in_registry({"args": [], **kit.get_request(), "extra-1": {"a": [1]}}, extra_2=1)
    expect_same(kit.one(fields), usual)


def unknown_fields_of_logout(kit: Kit) -> None:
    """A logout with fields that are not known yet.

    An answer, as without them.
    """
    answer = kit.one({"args": [], **kit.request("logout"), "extra-1": 1})
    expect_kind(answer, "logout", kit.profile.empty_kind)


def unknown_kind(kit: Kit) -> None:
    """A kind of a later protocol.

    operation-not-supported, for a registry that is served.
    """
    expect_kind(kit.one(kit.request("unexpected-1")), "operation-not-supported")


def unknown_operation(kit: Kit) -> None:
    """An operation of a later protocol.

    operation-not-supported: it is not a read, and no token is given for it.
    """
    if not kit.profile.no_token:
        kit.stored()
    expect_kind(kit.one(kit.request("get", operation="unexpected")), "operation-not-supported")


def other_spellings(kit: Kit) -> None:
    """The same request, written differently.

    The same answer: keys in another order, characters as \\u escapes, blanks around it, CRLF at its end. With headers
    of 1 MiB: the same answer, or `other`.
    """
    usual = kit.get()
    fields = kit.get_request()
    line = line_of(fields)
    url = json.dumps(kit.url).encode()
    escaped = b'"' + b"".join(b"\\u%04x" % ord(char) for char in kit.url) + b'"'
    spellings = {
        "keys in another order": line_of(dict(reversed(fields.items()))),
        "\\u escapes": line.replace(url, escaped, 1),
        "leading blanks": b"  \t" + line,
        "CRLF": line[:-1] + b"\r\n",
        "1 MiB": line_of(in_registry(fields, headers=["X: " + "x" * 1024 * 1024])),
    }
    problems = []
    for name, spelling in spellings.items():
        problem = difference(kit, spelling, usual)
        if problem and not (name == "1 MiB" and '"other"' in problem):
            problems.append(f"{name}: {problem}")
    expect_all(problems)


def blank_line(kit: Kit) -> None:
    """A blank line between two requests.

    Ignored or refused; the answers stay in step.
    """
    usual, line = kit.get(), line_of(kit.get_request())
    answers, status = kit.provider.batch(line + b"\n" + line)
    last = answers[-1:]
    in_step = [answer.same(usual) for answer in answers]
    refused = len(answers) in (2, 3) and in_step[0] and answers[1].refused and all(in_step[2:])
    expect(
        status == 0 and (in_step == [True, True] or refused),
        f"{len(answers)} answers, exit status {status}, the last is {last[0].shown() if last else 'nothing'}",
    )


def no_line_end(kit: Kit) -> None:
    """A last request without a line end.

    An answer all the same when the input ends.
    """
    usual = kit.get()
    answers, status = kit.provider.batch(line_of(kit.get_request())[:-1])
    expect(status == 0 and [answer.same(usual) for answer in answers] == [True], f"{len(answers)} answers, {status=}")


def two_requests(kit: Kit) -> None:
    """Two requests to one process.

    Two answers, in order: a login, and the get that finds its token.
    """
    if kit.profile.token:
        first, second = kit.ask(kit.get_request(), kit.get_request())
        expect_token(first, kit.profile.token)
        expect_token(second, kit.profile.token)
        return
    token = kit.new_token()
    kit.writes()
    login, get = kit.ask(kit.request("login", token=token), kit.get_request())
    expect_kind(login, "login")
    expect_token(get, kit.profile.value_of(token))


def many_requests(kit: Kit) -> None:
    """Twenty requests about three registries to one process.

    Twenty answers, each the one that a process of its own gives: nothing leaks from one registry to another.
    """
    if not kit.profile.no_token:
        kit.stored()
    kinds = [
        lambda url: kit.get_request("read", url),
        lambda url: kit.get_request("publish", url),
        lambda url: kit.request("get", url, operation="unexpected"),
        lambda url: kit.get_request("owners", url),
    ]
    asked = [kinds[number % 4](url) for number in range(7) for url in (kit.url, kit.neighbour, kit.foreign)][:20]
    alone = {line_of(fields): kit.one(fields) for fields in asked}
    together = kit.ask(*asked)
    expect_all(
        [
            f"request {number}: {answer.shown()} instead of {alone[line_of(fields)].shown()}"
            for number, (fields, answer) in enumerate(zip(asked, together, strict=True), start=1)
            if not answer.same(alone[line_of(fields)])
        ]
    )


def late_request(kit: Kit) -> None:
    """A request that comes late, or byte by byte.

    An answer, 5 s after the hello and when the bytes come one by one.
    """
    usual, line = kit.get(), line_of(kit.get_request())
    for parts, pause in (([line], 5.0), ([line[at : at + 1] for at in range(len(line))], 0.001)):
        with kit.provider.start() as process:
            process.line("hello")
            for part in parts:
                sleep(pause)
                process.send(part)
            answer = Answer(process.line("answer"))
            process.finish()
        expect_same(answer, usual)


def expect_same(answer: Answer, usual: Answer) -> None:
    """Raise Failed unless the answer says what the usual one says."""
    expect(answer.same(usual), f"{answer.shown()} instead of {usual.shown()}")


def difference(kit: Kit, line: bytes, usual: Answer) -> str:
    """Return how the answer to `line` differs from the usual one, or an empty text."""
    try:
        expect_same(kit.provider.ask(line)[0], usual)
    except Hung:
        raise
    except Failed as failed:
        return str(failed)
    return ""


CASES = (
    Case("8", bare_request),
    Case("9", unknown_fields),
    Case("10", unknown_fields_of_logout, (needs.login,)),
    Case("11", unknown_kind),
    Case("12", unknown_operation),
    Case("19", other_spellings, beyond=True),
    Case("20", blank_line, beyond=True),
    Case("22", no_line_end, beyond=True),
    Case("23", two_requests, (needs.token,)),
    Case("24", many_requests, beyond=True),
    Case("25", late_request, beyond=True),
)
