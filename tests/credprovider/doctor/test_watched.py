"""Asking a store in a process of its own."""

import os
import time
from typing import Any

import pytest

from credprovider.deadline import Deadline
from credprovider.doctor.watched import ask_watched
from credprovider.errors import NotFound, Other
from tests.credprovider.provider import CANARY


def test_an_answer() -> None:
    pid = os.getpid()

    assert ask_watched(lambda _deadline: {"same": os.getpid() == pid}, 5) == {"same": False}


def failing(error: Exception) -> Any:
    def question(_deadline: Deadline) -> dict[str, Any]:
        raise error

    return question


def test_what_it_raises() -> None:
    with pytest.raises(Other) as raised:
        ask_watched(failing(Other("sealed", ("a", "b"))), 5)
    assert (raised.value.message, raised.value.causes) == ("sealed", ("a", "b"))
    with pytest.raises(Other) as raised:
        ask_watched(failing(NotFound()), 5)
    assert raised.value.message == "not-found"


def test_a_fault_is_named_without_its_text() -> None:
    with pytest.raises(Other) as raised:
        ask_watched(failing(ValueError(CANARY)), 5)

    assert raised.value.message == "it failed unexpectedly (ValueError)"


def test_the_deadline() -> None:
    def question(deadline: Deadline) -> dict[str, Any]:
        deadline.waiting_for("the moon")
        time.sleep(60)
        return {}

    start = time.monotonic()
    with pytest.raises(Other) as raised:
        ask_watched(question, 0.2)
    assert raised.value.message == "timed out after 0.2 s waiting for the moon"
    assert time.monotonic() - start < 20


def test_a_child_that_dies() -> None:
    def question(_deadline: Deadline) -> dict[str, Any]:
        os._exit(3)

    with pytest.raises(Other, match="ended with status"):
        ask_watched(question, 5)
