"""One table of settings, read key by key, with the words to refuse what stands there."""

from credprovider.errors import Other
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Table:
    """A table, and what it is called.

    values: key to value. prefix: what stands before a key in a message, `vault.` or `--`. place: the file, or the
    arguments.
    """

    def __init__(self, values: "Mapping[str, object]", prefix: str, place: str) -> None:
        self.values = values
        self.prefix = prefix
        self.place = place

    def name(self, key: str) -> str:
        """Return the full name of `key`, safe to print."""
        return f"`{self.prefix}{visible(key, 60)}`"

    def mistake(self, key: str, problem: str, *more: str) -> Other:
        """Return the refusal of what stands at `key`."""
        return Other(f"{self.name(key)} in {self.place}: {problem}", more)

    def only(self, allowed: "Iterable[str]") -> None:
        """Raise Other for the first key that is not one of `allowed`, with the nearest one."""
        names = tuple(allowed)
        for key in self.values:
            if key not in names:
                near = nearest(key, names)
                hint = f"; did you mean `{near}`?" if near else ""
                raise self.mistake(key, f"there is no such key{hint}", f"allowed here: {', '.join(names)}")

    def text(self, key: str) -> str | None:
        """Return the string at `key`, None when it is absent. Raises Other for another type, an empty or an
        unprintable one.
        """
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.mistake(key, "it must be a string")
        if not value or not value.isprintable():
            raise self.mistake(key, "it is empty" if not value else "it contains a character that is not printable")
        return value

    def path(self, key: str) -> str | None:
        """Return the path at `key`, absolute or in the home, None when it is absent. Raises Other for another one: it
        would be in whatever project cargo is started in.
        """
        value = self.text(key)
        if value is not None and not value.startswith(("/", "~/")):
            raise self.mistake(key, "it must be an absolute path, or begin with ~/")
        return value

    def flag(self, key: str) -> bool:
        """Return the truth value at `key`, False when it is absent. Raises Other for another type."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.mistake(key, "it must be true or false")
        return value

    def number(self, key: str, least: int, most: int) -> int | None:
        """Return the whole number at `key`, from `least` to `most`, None when it is absent. Raises Other."""
        value = self.values.get(key)
        if value is None:
            return None
        if type(value) is not int or not least <= value <= most:
            raise self.mistake(key, f"it must be a whole number from {least} to {most}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """Return the string at `key`, one of `allowed`, None when it is absent. Raises Other."""
        value = self.text(key)
        if value is not None and value not in allowed:
            near = nearest(value, allowed)
            hint = f"; did you mean `{near}`?" if near else ""
            raise self.mistake(key, f"`{visible(value, 60)}` is not known{hint}", f"allowed here: {', '.join(allowed)}")
        return value

    def words(self, key: str, what: str) -> list[str]:
        """Return the list of strings at `key`, none of them empty. what: what they are, for the refusal. Raises
        Other.
        """
        value = self.values.get(key)
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise self.mistake(key, f"it must be a list of {what}")
        return value

    def without(self, key: str) -> "Table":
        """Return the same table, but for `key`."""
        return Table({name: value for name, value in self.values.items() if name != key}, self.prefix, self.place)

    def table(self, key: str, prefix: str) -> "Table":
        """Return the table at `key`, an empty one when it is absent. Raises Other for anything else."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.mistake(key, "it must be a table")
        return Table(value, prefix, self.place)


def nearest(word: str, known: "Iterable[str]") -> str:
    """Return the known word that `word` was probably meant to be, or ""."""
    from difflib import get_close_matches  # on the way to an error only

    return next(iter(get_close_matches(word, list(known), 1)), "")
