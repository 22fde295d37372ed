"""The comparisons that cases are made of. Each raises Failed with what came."""

import re

from credprovider.conformance.answer import Answer, shown
from credprovider.conformance.case import Failed

_TRACEBACK = re.compile(r"Traceback \(most recent call last\)|panicked at|goroutine \d+ \[")


def expect(held: bool, came: str) -> None:
    """Raise Failed with `came` unless `held`."""
    if not held:
        raise Failed(came)


def expect_form(answer: Answer) -> Answer:
    """Return the answer when it is one that cargo reads."""
    expect(not answer.problem, f"{answer.shown()}: {answer.problem}")
    return answer


def expect_kind(answer: Answer, *kinds: str, of: str = "") -> Answer:
    """Return the answer when it is well-formed and of one of the kinds. of: what was asked, for people."""
    expect(not answer.problem, f"{of}{answer.shown()}: {answer.problem}")
    expect(answer.kind in kinds, f"{of}{answer.shown()}")
    return answer


def expect_token(answer: Answer, token: str, of: str = "") -> Answer:
    """Return the answer when it gives this token."""
    expect_kind(answer, "get", of=of)
    expect(answer.token == token, f"{of}another token: {answer.shown()}")
    return answer


def expect_no_traceback(errors: bytes) -> None:
    """Let standard error hold sentences, and no report of a crash."""
    text = errors.decode("utf-8", "replace")
    expect(_TRACEBACK.search(text) is None, f"a crash report on standard error: {shown(errors)}")


def expect_all(problems: list[str]) -> None:
    """Raise Failed with everything that came, when anything did."""
    expect(not problems, "; ".join(problems))
