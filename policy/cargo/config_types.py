"""Config values whose type cargo does not take, in the words of its deserializer (`context/de.rs`, `schema.rs`)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Union

from policy.cargo.config import Config
from policy.cargo.config_value import ENVIRONMENT, Value, dotted
from policy.cargo.refusal import CargoError

Key = tuple[str, ...]
OVERRIDABLE = ("jobs", "target", "ssl-version")
Type = Callable[[Value, Key], CargoError | None]
"""What a value may be: a function that returns cargo's error where it is something else."""
Section = Mapping[str, Union[Type, "Section"]]
"""The types of the keys of a table that cargo reads as a whole, and of the tables in it."""


class Scalar:
    """A single value, which a variable of the environment can hold as well."""

    def __init__(self, kind: type, wanted: str, problem: Callable[[Any], str] | None = None) -> None:
        """kind: bool, int or str. wanted: cargo's words for it. problem: what is wrong with one of them, or ""."""
        self.kind = kind
        self._wanted = wanted
        self._problem = problem

    def __call__(self, value: Value, key: Key) -> CargoError | None:
        """Return cargo's error for what is no such value."""
        if type(value.data) is not self.kind:
            return _expected(value, key, self._wanted)
        wrong = self._problem(value.data) if self._problem else ""
        return _loading(value, key, _error(value, wrong)) if wrong else None

    def parsed(self, variable: Value) -> Value | CargoError:
        """Return the value that a variable of the environment holds, or what cargo says of its text."""
        text, wrong = str(variable.data), ""
        if self.kind is bool:
            wrong = "" if text in ("true", "false") else "provided string was not `true` or `false`"
            data: Any = text == "true"
        elif self.kind is int:
            wrong = _integer_problem(text)
            data = 0 if wrong else int(text)
        else:
            data = text
        return _error(variable, f"error in {variable.definition}: {wrong}") if wrong else variable._replace(data=data)


boolean = Scalar(bool, "true/false")
integer = Scalar(int, "an integer")
string = Scalar(str, "a string")


def unsigned(bits: int, name: str = "") -> Scalar:
    """Take a number that is not negative and has so many bits. name: cargo's for its type."""
    wanted = name or f"u{bits}"

    def problem(number: int) -> str:
        return "" if 0 <= number < 2**bits else f"invalid value: integer `{number}`, expected {wanted}"

    return Scalar(int, "an integer", problem)


def one_of(*names: str) -> Scalar:
    """Take one of a few names."""
    possible = [f"`{name}`" for name in names]
    wanted = " or ".join(possible) if len(possible) == 2 else f"one of {', '.join(possible)}"
    return Scalar(str, "a string", lambda name: "" if name in names else f"unknown variant `{name}`, expected {wanted}")


def path(value: Value, key: Key) -> CargoError | None:
    """Take a string of which cargo wants to know where it was defined."""
    error = string(value, key)
    return error and _loading(value, key, error)


def strings(value: Value, key: Key) -> CargoError | None:
    """Take a string of several words, or a list of strings."""
    if isinstance(value.data, str):
        return None
    if not isinstance(value.data, list):
        return _invalid(value, key, "a string or array of strings")
    wrong = [item for item in value.items if not isinstance(item.data, str)]
    return _expected(wrong[0], key, "string") if wrong else None


def list_of_strings(value: Value, key: Key) -> CargoError | None:
    """Take a list of strings."""
    if not isinstance(value.data, list):
        return _invalid(value, key, "a list")
    for number, item in enumerate(value.items):
        if not isinstance(item.data, str):
            what = f"error in {item.definition}: failed to parse config at `{dotted((*key, number))}`"
            return _error(item, f"invalid type: {item.serde_kind}, expected a string").under(what)
    return None


def program(value: Value, key: Key) -> CargoError | None:
    """Take a program and its arguments: a string, or a list that is not empty."""
    if value.data == [] or (isinstance(value.data, str) and not value.data.split()):
        return _error(value, "invalid length 0, expected at least one element")
    error = strings(value, key)
    return error and _loading(value, key, error)


def any_of(words: str, *types: type, inner: Type | None = None, problem: Callable[[Any], str] | None = None) -> Type:
    """Take a value of one of several types.

    words: cargo's for them. inner: what a table, if it is one, has to be. problem: what is wrong with a value, or "".
    """

    def choice(value: Value, key: Key) -> CargoError | None:
        if type(value.data) in types:
            error = inner(value, key) if inner is not None and isinstance(value.data, dict) else None
            if problem is not None and (wrong := problem(value.data)):
                error = _error(value, wrong)
        else:
            error = _error(value, f"invalid type: {value.serde_kind}, expected {words}")
        return error and _loading(value, key, error)

    return choice


def located(kind: Type) -> Type:
    """Take what `kind` takes, and remember where it was defined: one more layer around the error."""

    def layered(value: Value, key: Key) -> CargoError | None:
        error = kind(value, key)
        return error and _loading(value, key, error)

    return layered


class Table:
    """A table with values of certain types; other keys are left alone. Called, it is a type itself."""

    def __init__(self, kinds: dict[str, Type]) -> None:
        self.kinds = kinds

    def __call__(self, value: Value, key: Key) -> CargoError | None:
        """Take a table whose values are of their types."""
        return next(field_errors(value, key, self.kinds), None)


def table(**kinds: Type) -> Table:
    """Take a table with values of these types. The underscores of the names stand for hyphens."""
    return Table({name.replace("_", "-"): kind for name, kind in kinds.items()})


def table_of(kind: Type) -> Type:
    """Take a table in which every value is of one type."""

    def entries(value: Value, key: Key) -> CargoError | None:
        if not isinstance(value.data, dict):
            return _invalid(value, key, "a table")
        return next((error for name, item in value.data.items() if (error := kind(item, (*key, name)))), None)

    return entries


def field_errors(value: Value, key: Key, kinds: Mapping[str, Type]) -> Iterator[CargoError]:
    """Yield every error in a table with these fields."""
    if not isinstance(value.data, dict):
        yield _invalid(value, key, "a table")
        return
    for name, kind in kinds.items():
        item = value.data.get(name)
        if item is not None and (error := kind(item, (*key, name))):
            yield error


def type_errors(config: Config, section: str, kinds: Section) -> Iterator[CargoError]:
    """Yield what cargo refuses when it reads a section of the config, or the variables that stand for its keys."""
    yield from section_errors(config, (section,), kinds, config.root.table.get(section))


def section_errors(config: Config, key: Key, kinds: Section, value: Value | None) -> Iterator[CargoError]:
    """Yield what cargo refuses in the table `value` that stands under `key`, None where there is none."""
    if value is not None and not isinstance(value.data, dict):
        yield _invalid(value, key, "a table")
        return
    for name, kind in kinds.items():
        item, here = value.table.get(name) if value else None, (*key, name)
        if isinstance(kind, Mapping):
            yield from section_errors(config, here, kind, item)
        elif error := _value_error(kind, here, item, config.variable(*here)):
            yield error


def _value_error(kind: Type, key: Key, item: Value | None, variable: Value | None) -> CargoError | None:
    """Return what is wrong with a value of a file, or with the variable that wins over it.

    Of the value that loses cargo looks at the type, unless there are several types to choose from.
    """
    found: Value | CargoError | None = item
    if variable is not None and isinstance(kind, Scalar) and (item is None or type(item.data) is kind.kind):
        found = kind.parsed(variable)
        if item is not None and item.origin > ENVIRONMENT and isinstance(found, Value):
            found = item
    elif variable is not None and key[-1] in OVERRIDABLE:
        return None
    return kind(found, key) if isinstance(found, Value) else found


def _integer_problem(text: str) -> str:
    """Return what Rust says of a text that is no integer of 64 bits, or ""."""
    if not text:
        return "cannot parse integer from empty string"
    digits = text[1:] if text[0] in "+-" else text
    if not digits.isascii() or not digits.isdigit():
        return "invalid digit found in string"
    number = int(text)
    if -(2**63) <= number < 2**63:
        return ""
    return f"number too {'large' if number > 0 else 'small'} to fit in target type"


def _expected(value: Value, key: Key, wanted: str) -> CargoError:
    sentence = f"error in {value.definition}: `{dotted(key)}` expected {wanted}, but found a {value.kind}"
    return _error(value, sentence)


def _invalid(value: Value, key: Key, wanted: str) -> CargoError:
    name = dotted(key)
    what = f"expected {wanted}, but found a {value.kind} for `{name}` in {value.definition}"
    return _error(value, f"invalid configuration for key `{name}`\n{what}")


def _loading(value: Value, key: Key, error: CargoError) -> CargoError:
    return error.under(f"error in {value.definition}: could not load config key `{dotted(key)}`")


def _error(value: Value, sentence: str) -> CargoError:
    return CargoError(sentence, place=value.place)
