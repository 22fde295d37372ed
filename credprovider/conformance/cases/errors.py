"""G. Errors: what is said, where, and what is not."""

from credprovider.conformance.answer import Answer, shown
from credprovider.conformance.case import Case, Failed, Hung
from credprovider.conformance.expect import expect, expect_all, expect_no_traceback
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import line_of

_LONGEST = 4096  # characters of one text
_ESCAPE = "\x1b"


def texts(kit: Kit) -> None:
    """The texts of `other`.

    `message` and `caused-by` without a token, without control characters but line ends and tabs (cargo prints them as
    they are), and not endless. Tried with requests that are refused.
    """
    token = kit.new_token("secret")
    asked = {
        "another version": {**kit.request("unexpected-1", token=f"{token}\x07"), "v": 999},
        "no registry": {**kit.request("unexpected-1", token=f"{token}\x07"), "registry": {"index-url": 3}},
        "an escape sequence in the URL": kit.get_request(url=f"{_ESCAPE}]0;title\x07"),
        "an escape sequence in an argument": kit.get_request() | {"args": [f"{_ESCAPE}[2J"]},
    }
    if not kit.profile.no_login:
        kit.writes()
        login = kit.request("login", token=f"{token}\x07")
        asked |= {
            "a login with a control character": login,
            "a login with a quotation mark": {**login, "token": f'{token}"\x07'},
            "a login without a registry": {**login, "registry": {"index-url": 3}},
            "a login with an empty token": {**login, "token": ""},
        }
    lines = {name: line_of(fields) for name, fields in asked.items()}
    lines["a line that is cut off"] = lines["another version"][:-9] + b"\n"
    expect_all([f"{name}: {problem}" for name, line in lines.items() if (problem := _problem(kit, token, line))])


def _problem(kit: Kit, token: str, line: bytes) -> str:
    answers = kit.provider.converse(line).answers
    answer = answers[0] if answers else Answer(b"")
    if answer.kind != "other":
        return ""
    for text in answer.texts:
        if token in text:
            return f"a token in an error message: {shown(text.encode())}"
        if len(text) > _LONGEST:
            return f"a text of {len(text)} characters"
        if any(char < " " and char not in "\n\r\t" for char in text):
            return f"control characters: {shown(text.encode())}"
    return ""


def unexpected(kit: Kit) -> None:
    """Requests that nobody expects.

    An answer, exit status 0 and no crash report: JSON that is nested 100,000 times, a number of 5,000 digits, half of
    a surrogate pair, a key that is there twice.
    """
    line = line_of(kit.get_request())
    odd = {
        "deep nesting": b"[" * 100_000 + b"\n",
        "deep nesting in a field": line[:-2] + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
        "a long number": line.replace(b'"v":1', b'"v":' + b"9" * 5000),
        "half of a surrogate pair": line.replace(b'"index-url":"', b'"index-url":"\\ud800'),
        "a key twice": line[:-2] + b',"v":1}\n',
    }
    problems = []
    for name, sent in odd.items():
        try:
            said = kit.provider.converse(sent)
            expect(bool(said.answers), f"no answer, exit status {said.status}")
            expect(not said.answers[0].problem, f"{said.answers[0].shown()}: {said.answers[0].problem}")
            expect(said.status == 0, f"exit status {said.status}")
            expect_no_traceback(said.errors)
        except Hung:
            raise
        except Failed as failed:
            problems.append(f"{name}: {failed}")
    expect_all(problems)


def hints(kit: Kit) -> None:
    """What is printed for people.

    On standard error, without escape sequences where that is no terminal.
    """
    requests = (kit.get_request(), kit.request("unexpected-1"), kit.get_request(url=kit.foreign))
    said = kit.provider.converse(*map(line_of, requests))
    expect(_ESCAPE.encode() not in said.errors, f"escape sequences: {shown(said.errors)}")


CASES = (Case("77", texts), Case("79", unexpected, beyond=True), Case("80", hints))
