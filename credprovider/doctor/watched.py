"""Asking a store in a process of its own, where the deadline may end everything as it does while cargo waits."""

import json
import os
from collections.abc import Callable
from typing import Any

from credprovider.deadline import Deadline
from credprovider.errors import Other, ProviderError
from credprovider.protocol import error_answer


def ask_watched(
    question: Callable[[Deadline], dict[str, Any]], seconds: float, expired: Callable[[Other], bytes] = error_answer
) -> dict[str, Any]:
    """Return what `question` returns, asked in a child process that has `seconds` for it. The answer is plain JSON.

    expired: makes the answer when the time is over; without it that is an error. Raises Other: what the question
    raised, what the deadline said, or that the child died.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(question, seconds, writing, expired)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        line = pipe.read()
    _, status = os.waitpid(child, 0)
    try:
        answer = json.loads(line)
    except ValueError:
        raise Other(f"the process that asked the store ended with status {status}") from None
    if "Err" in answer:
        error = answer["Err"]
        raise Other(error.get("message", error["kind"]), tuple(error.get("caused-by", ())))
    found: dict[str, Any] = answer
    return found


def _answer(
    question: Callable[[Deadline], dict[str, Any]], seconds: float, out: int, expired: Callable[[Other], bytes]
) -> None:
    """Write one line to `out` and end the process, whatever happens."""
    try:
        deadline = Deadline(seconds, out, expired)
        try:
            answer = question(deadline)
        except ProviderError as error:
            answer = {"Err": {"kind": error.kind, "message": error.message or error.kind}}
            if isinstance(error, Other):
                answer["Err"]["caused-by"] = list(error.causes)
        except Exception as error:  # its text could hold a secret
            answer = {"Err": {"kind": "other", "message": f"it failed unexpectedly ({type(error).__name__})"}}
        deadline.finish()
        os.write(out, json.dumps(answer).encode())
    finally:
        os._exit(0)
