"""Config values whose type cargo does not take, in the words of its deserializer (`context/de.rs`, `schema.rs`)."""

from collections.abc import Callable, Iterator

from policy.cargo.config import Config
from policy.cargo.config_value import Value, dotted
from policy.cargo.refusal import CargoError

Key = tuple[str, ...]
OVERRIDABLE = ("jobs", "target", "ssl-version")
Type = Callable[[Value, Key], CargoError | None]
"""What a value may be: a function that returns cargo's error where it is something else."""


def boolean(value: Value, key: Key) -> CargoError | None:
    """Take `true` and `false`."""
    return None if isinstance(value.data, bool) else _expected(value, key, "true/false")


def number(bits: int, words: str) -> Type:
    """Take a number without a sign. words: cargo's for its type."""

    def fitting(value: Value, key: Key) -> CargoError | None:
        if type(value.data) is not int:
            return _expected(value, key, "an integer")
        if 0 <= value.data < 2**bits:
            return None
        return _loading(value, key, _error(value, f"invalid value: {value.serde_kind}, expected {words}"))

    return fitting


u32, u64, usize = number(32, "u32"), number(64, "u64"), number(64, "usize")
NUMBERS = (u32, u64, usize)


def string(value: Value, key: Key) -> CargoError | None:
    """Take a string."""
    return None if isinstance(value.data, str) else _expected(value, key, "a string")


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


def one_of(*names: str) -> Type:
    """Take one of a few names."""

    def choice(value: Value, key: Key) -> CargoError | None:
        if not isinstance(value.data, str):
            return string(value, key)
        if value.data in names:
            return None
        possible = [f"`{name}`" for name in names]
        wanted = " or ".join(possible) if len(possible) == 2 else f"one of {', '.join(possible)}"
        return _loading(value, key, _error(value, f"unknown variant `{value.data}`, expected {wanted}"))

    return choice


def any_of(words: str, *types: type, inner: Type | None = None) -> Type:
    """Take a value of one of several types. words: cargo's for them. inner: what a table or a list has to be."""

    def choice(value: Value, key: Key) -> CargoError | None:
        if type(value.data) in types:
            error = inner(value, key) if inner is not None and isinstance(value.data, (dict, list)) else None
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


def field_errors(value: Value, key: Key, kinds: dict[str, Type]) -> Iterator[CargoError]:
    """Yield every error in a table with these fields."""
    if not isinstance(value.data, dict):
        yield _invalid(value, key, "a table")
        return
    for name, kind in kinds.items():
        item = value.data.get(name)
        if item is not None and (error := kind(item, (*key, name))):
            yield error


def type_errors(config: Config, section: str, kinds: dict[str, Type]) -> Iterator[CargoError]:
    """Yield what cargo refuses when it reads a section of the config.

    A variable of the environment hides a wrong value where there are several types to choose from, and nowhere else.
    """
    yield from variable_errors(config, (section,), kinds)
    value = config.root.table.get(section)
    if value is None:
        return
    hidden = {name for name in OVERRIDABLE if config.variable(section, name) is not None}
    yield from field_errors(value, (section,), {name: kind for name, kind in kinds.items() if name not in hidden})


def variable_errors(config: Config, key: Key, kinds: dict[str, Type]) -> Iterator[CargoError]:
    """Yield what cargo refuses in the variables of the environment that stand for the values of a table."""
    for name, kind in kinds.items():
        inner = (*key, name)
        if isinstance(kind, Table):
            yield from variable_errors(config, inner, kind.kinds)
        elif (variable := config.variable(*inner)) is not None and (error := _variable_error(variable, inner, kind)):
            yield error


def _variable_error(variable: Value, key: Key, kind: Type) -> CargoError | None:
    """Return what cargo says of a variable of the environment that is not what `kind` takes, or None."""
    text, wrong = str(variable.data), ""
    if kind is boolean:
        wrong = "" if text in ("true", "false") else "provided string was not `true` or `false`"
    elif kind not in NUMBERS:
        return kind(variable, key)
    elif not text:
        wrong = "cannot parse integer from empty string"
    elif not (digits := text[1:] if text[0] in "+-" else text).isascii() or not digits.isdigit():
        wrong = "invalid digit found in string"
    else:
        return kind(variable._replace(data=int(text)), key)
    return _error(variable, f"error in {variable.definition}: {wrong}") if wrong else None


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
