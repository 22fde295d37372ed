"""B. Requests: parsing and tolerance."""

import json
from collections.abc import Mapping
from time import sleep

from credprovider.conformance import needs
from credprovider.conformance.answer import ERROR_KINDS, Answer
from credprovider.conformance.case import Case, Failed, Hung, Section
from credprovider.conformance.expect import expect, expect_all, expect_form, expect_kind, expect_token
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import OPERATIONS, in_registry, line_of

_REFUSALS = ("operation-not-supported", "other")


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


def other_version(kit: Kit) -> None:
    """A version that was not offered.

    `other` that says so, or operation-not-supported; then the next request is answered, or the program ends with
    status 0.
    """
    refuses(kit, line_of(kit.get_request() | {"v": 999}), *_REFUSALS)


def no_json(kit: Kit) -> None:
    """A line that is not JSON.

    One line with `other`; then the next request is answered, or the program ends with status 0.
    """
    lines = {"`{`": b"{\n", "`hello`": b"hello\n", "a request cut off": line_of(kit.get_request())[:-2] + b"\n"}
    expect_all(problems_of(kit, lines, "other"))


def no_object(kit: Kit) -> None:
    """JSON that is no object.

    `other`, each time.
    """
    values: dict[str, object] = {"`[]`": [], "a string": "x", "null": None, "a number": 3}
    expect_all(problems_of(kit, values, "other"))


def no_registry(kit: Kit) -> None:
    """A request without a registry.

    `other` where `registry` is missing or no object, and where `index-url` is missing or not a string; a refusal of any
    kind where it is empty.
    """
    fields = kit.get_request()
    del fields["registry"]
    requests = {
        "no `registry`": fields,
        "`registry` a string": {**fields, "registry": "x"},
        "no `index-url`": {**fields, "registry": {}},
        "`index-url` a number": {**fields, "registry": {"index-url": 3}},
    }
    problems = problems_of(kit, requests, "other")
    empty = {"`index-url` empty": {**fields, "registry": {"index-url": ""}}}
    expect_all(problems + problems_of(kit, empty, *ERROR_KINDS))


def no_kind(kit: Kit) -> None:
    """A request without a kind.

    operation-not-supported or `other`, where `kind` is missing or null.
    """
    fields = kit.get_request()
    del fields["kind"]
    expect_all(problems_of(kit, {"no `kind`": fields, "`kind` null": {**fields, "kind": None}}, *_REFUSALS))


def incomplete_publish(kit: Kit) -> None:
    """A publish without its name, version or checksum.

    `other`, never a token.
    """
    kit.stored()
    publish = kit.get_request("publish")
    expect_all(
        problems_of(
            kit,
            {f"no `{name}`": {k: v for k, v in publish.items() if k != name} for name in OPERATIONS["publish"]},
            "other",
        )
    )


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


def invalid_utf8(kit: Kit) -> None:
    """Bytes that are not UTF-8.

    `other`.
    """
    refuses(kit, line_of(kit.get_request()).replace(b'"index-url"', b'"a\xff":"\xfe","index-url"'), "other")


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


def refuses(kit: Kit, line: bytes, *kinds: str) -> None:
    """Raise Failed unless the line is refused, and the program goes on as usual after it or ends properly."""
    usual = kit.get()
    said = kit.provider.converse(line, line_of(kit.get_request()))
    expect(bool(said.answers), f"no answer, exit status {said.status}")
    expect_kind(said.answers[0], *kinds)
    if len(said.answers) == 1:
        expect(said.status == 0, f"exit status {said.status}")
    else:
        expect(said.answers[1].same(usual), f"the next request is answered {said.answers[1].shown()}")


def problems_of(kit: Kit, requests: Mapping[str, object], *kinds: str) -> list[str]:
    """Return what came instead of a refusal of one of the kinds, for each value that is not refused so, by its name."""
    problems = []
    for name, value in requests.items():
        try:
            refuses(kit, value if isinstance(value, bytes) else line_of(value), *kinds)
        except Hung:
            raise
        except Failed as failed:
            problems.append(f"{name}: {failed}")
    return problems


def difference(kit: Kit, line: bytes, usual: Answer) -> str:
    """Return how the answer to `line` differs from the usual one, or an empty text."""
    try:
        expect_same(kit.provider.ask(line)[0], usual)
    except Hung:
        raise
    except Failed as failed:
        return str(failed)
    return ""


SECTION = Section(
    "requests",
    "B. Requests: parsing and tolerance",
    (
        Case("8", bare_request),
        Case("9", unknown_fields),
        Case("10", unknown_fields_of_logout, (needs.login,)),
        Case("11", unknown_kind),
        Case("12", unknown_operation),
        Case("13", other_version),
        Case("14", no_json, beyond=True),
        Case("15", no_object, beyond=True),
        Case("16", no_registry, beyond=True),
        Case("17", no_kind, beyond=True),
        Case("18", incomplete_publish, (needs.token, needs.separate), beyond=True),
        Case("19", other_spellings, beyond=True),
        Case("20", blank_line, beyond=True),
        Case("21", invalid_utf8, beyond=True),
        Case("22", no_line_end, beyond=True),
        Case("23", two_requests, (needs.token,)),
        Case("24", many_requests, beyond=True),
        Case("25", late_request, beyond=True),
    ),
)
