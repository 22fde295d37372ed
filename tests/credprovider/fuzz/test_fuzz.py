"""The fuzzer for some seconds: always one valid answer a line, never a traceback, a hang or another's token."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.credprovider.fuzz.lines import line
from tests.credprovider.fuzz.model import Model
from tests.credprovider.fuzz.talk import inside, straight, through_the_program
from tests.credprovider.provider import INDEX, KINDS, LOGGED_IN, LOGGED_OUT, Provider, request, token

RANDOM = st.randoms(use_true_random=False)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Provider, int]]:
    """A provider that serves two registries, also for the plug-in loop in this process."""
    with inside(tmp_path) as ready:
        yield ready


def forget(provider: Provider) -> None:
    (provider.home / "credprovider-tokens.json").unlink(missing_ok=True)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(RANDOM)
def test_random_lines_through_the_program(both: tuple[Provider, int], random: Random) -> None:
    # abuse case 100
    forget(both[0])
    through_the_program(both[0], [line(random) for _ in range(5)], random, Model())


def test_many_random_lines_through_the_program(both: tuple[Provider, int]) -> None:
    # abuse case 100
    random, model = Random(7), Model()
    for _ in range(6):
        through_the_program(both[0], [line(random) for _ in range(500)], random, model)

    assert set(model.answered) == {*("get", "login", "logout"), *KINDS}
    assert min(model.answered.values()) > 10


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(RANDOM)
def test_random_lines_straight_into_the_loop(both: tuple[Provider, int], random: Random) -> None:
    # abuse case 100
    forget(both[0])
    straight([line(random) for _ in range(5)], both[1], Model())


def test_many_random_lines_straight_into_the_loop(both: tuple[Provider, int]) -> None:
    # abuse case 100
    random, model = Random(11), Model()
    straight([line(random) for _ in range(10_000)], both[1], model)

    assert model.answered["get"] > 100


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (request(), token("of another")),
        (request(url="sparse+https://elsewhere.example/"), token("of ours")),
        (request(url="sparse+https://elsewhere.example/"), {"Err": {"kind": "not-found"}}),
        (request(), {"Err": {"kind": "url-not-supported"}}),
        (request(), {"Err": {"kind": "not-found"}}),
        (request(operation="unexpected"), token("of ours")),
        (request(), {"Err": {"kind": "operation-not-supported"}}),
        (request("logout"), LOGGED_IN),
        (request(), {"Ok": {"kind": "get", "token": "of ours", "cache": "session"}}),
        (request(url="sparse+https://registry.example/INDEX/"), token("of ours")),
        (json.dumps(request("logout")).encode().replace(b'"v": 1', b'"v": 1, "v": 1'), LOGGED_OUT),
        (json.dumps(request("logout")).encode().replace(b'"v": 1', b'"v": 1, "x": NaN'), LOGGED_OUT),
    ],
)
def test_the_model_sees_a_wrong_answer(asked: dict[str, object] | bytes, answer: object) -> None:
    model = Model()
    model.check(json.dumps(request("login", token="of ours", url=INDEX)).encode(), LOGGED_IN)
    model.check(json.dumps(request()).encode(), token("of ours"))

    with pytest.raises((AssertionError, KeyError)):
        model.check(asked if isinstance(asked, bytes) else json.dumps(asked).encode(), answer)
