"""A table of the policy file, whose keys and types are checked while it is read."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from policy.cargo.place import Place
from policy.document import Document
from policy.settings import SettingsError

_NAMES = {
    dict: "a table",
    list: "an array",
    str: "a string",
    bool: "true or false",
    int: "an integer",
    float: "a number",
}

Kind = TypeVar("Kind")


class Table:
    """One table of a file.

    document: the file.
    place: where the table is in it.
    data: what tomli read there.

    Every method raises SettingsError where the file has something else than is asked for.
    """

    def __init__(self, document: Document, place: Place, data: dict[str, Any]) -> None:
        self.document = document
        self.place = place
        self.data = data

    def allow_keys(self, *allowed: str) -> None:
        """Refuse any key that is not in `allowed`."""
        for key in self.data:
            if key not in allowed:
                raise self.error(f"unknown key `{key}`{self._here()}; {suggestion(key, allowed)}", key, part="key")

    def text(self, key: str) -> str:
        """Return the string under `key`, which must be there and not be empty."""
        value = self._value(key, str, "")
        if not value:
            raise self.error(f"`{key}`{self._here()} is missing or empty", key)
        return value

    def flag(self, key: str) -> bool:
        """Return the boolean under `key`; false where there is none."""
        return self._value(key, bool, False)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the strings in the array under `key`, which must be there."""
        if key not in self.data:
            raise self.error(f"`{key}`{self._here()} is missing", key)
        items = self._value(key, list, [])
        for index, item in enumerate(items):
            if not isinstance(item, str) or not item:
                raise self.error(f"every item of `{key}`{self._here()} must be a string that is not empty", key, index)
        return tuple(items)

    def choice(self, key: str, choices: Collection[str]) -> str:
        """Return the string under `key`, which must be one of `choices`."""
        value = self.text(key)
        if value not in choices:
            raise self.error(f"`{value}` is not possible for `{key}`{self._here()}; {suggestion(value, choices)}", key)
        return value

    def table(self, key: str) -> "Table":
        """Return the table under `key`; an empty one where there is none."""
        return Table(self.document, self.place.at(key), self._value(key, dict, {}))

    def tables(self, key: str) -> Iterator["Table"]:
        """Yield each table of the array under `key`; nothing where there is none."""
        for index, item in enumerate(self._value(key, list, [])):
            if not isinstance(item, dict):
                raise self.error(f"every item of `{key}`{self._here()} must be a table", key, index)
            yield Table(self.document, self.place.at(key, index), item)

    def error(self, message: str, *keys: str | int, part: str = "value") -> SettingsError:
        """Return the error that says `message` of the place of `keys`."""
        location = self.document.locate(self.place.at(*keys, part=part))
        return SettingsError(f"{self.place.path}:{location.line}:{location.column}: {message}")

    def _value(self, key: str, kind: type[Kind], default: Kind) -> Kind:
        value = self.data.get(key, default)
        if type(value) is not kind:  # a boolean is an integer to isinstance
            found = _NAMES.get(type(value), "a date or time")
            raise self.error(f"`{key}`{self._here()} must be {_NAMES[kind]}, not {found}", key)
        return value

    def _here(self) -> str:
        names = [key for key in self.place.key if isinstance(key, str)]
        return f" in `{'.'.join(names)}`" if names else ""


def suggestion(word: str, possible: Collection[str]) -> str:
    """Return the half sentence that says which of the `possible` words may have been meant, or what they are."""
    from difflib import get_close_matches  # only after a mistake

    near = get_close_matches(word, possible, 1)
    if near:
        return f"did you mean `{near[0]}`?"
    return "possible: " + ", ".join(f"`{one}`" for one in sorted(possible))
