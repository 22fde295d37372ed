"""Wrong values at every key of a document."""

from collections.abc import Iterator
from typing import Any

import tomli

from tests.policy.agree.chance import ODD
from tests.policy.agree.toml_text import toml_text


def wrong_values(text: str) -> list[bytes]:
    """Return the document `text` with another value at each of its keys, one at a time."""
    return [toml_text(changed).encode() for changed in _changed(tomli.loads(text))]


def _changed(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            for odd in ODD[::4]:
                yield {**value, key: odd}
            for inner in _changed(item):
                yield {**value, key: inner}
    elif isinstance(value, list):
        for number, item in enumerate(value):
            for odd in ODD[::7]:
                yield [*value[:number], odd, *value[number + 1 :]]
            for inner in _changed(item):
                yield [*value[:number], inner, *value[number + 1 :]]
