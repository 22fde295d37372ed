"""One value of cargo's config, with where it was defined (`config_value.rs` and `value.rs` of cargo 1.95)."""

from typing import Any, NamedTuple, Union

from policy.cargo.place import KeyPath, Place
from policy.cargo.refusal import CargoError

BUILT_IN, FILE, ENVIRONMENT, COMMAND_LINE = range(4)
"""Where a value can come from; the higher number wins."""

_NAMES = {dict: "table", list: "array", str: "string", bool: "boolean", int: "integer"}
_UNMERGED_LISTS = (
    "credential-alias.*",
    "doc.browser",
    "host.runner",
    "registries.*.credential-provider",
    "registry.credential-provider",
    "target.*.runner",
)

Data = Union[str, int, bool, list["Value"], dict[str, "Value"]]  # noqa: UP007 - a string cannot stand in `|`


class Value(NamedTuple):
    """A value and where it stands.

    data: a string, integer or boolean; a list of values; or a dictionary of values.
    origin: BUILT_IN, FILE, ENVIRONMENT or COMMAND_LINE.
    place: the file and key path; for the environment, the variable's name as the path.
    rivals: lists that cargo 1.95 sometimes puts into one list with this one, by chance; see `merge`.
    """

    data: Data
    origin: int
    place: Place
    rivals: tuple["Value", ...] = ()

    @property
    def kind(self) -> str:
        """What cargo calls the type of the value."""
        return _NAMES[type(self.data)]

    @property
    def serde_kind(self) -> str:
        """What cargo's deserializer calls the value."""
        if isinstance(self.data, bool):
            return f"boolean `{str(self.data).lower()}`"
        if isinstance(self.data, int):
            return f"integer `{self.data}`"
        if isinstance(self.data, str):
            return f'string "{self.data}"'
        return "map" if isinstance(self.data, dict) else "sequence"

    @property
    def definition(self) -> str:
        """Where the value was defined, as cargo prints it."""
        if self.origin == ENVIRONMENT:
            return f"environment variable `{self.place.path}`"
        if self.origin == COMMAND_LINE and not self.place.path:
            return "--config cli option"
        return self.place.path if self.origin != BUILT_IN else "default"

    @property
    def table(self) -> dict[str, "Value"]:
        """The keys of a table; nothing where the value is no table."""
        return self.data if isinstance(self.data, dict) else {}

    @property
    def items(self) -> list["Value"]:
        """The items of a list; nothing where the value is no list."""
        return self.data if isinstance(self.data, list) else []


def from_toml(data: Any, origin: int, place: Place) -> Value:
    """Turn parsed TOML into a value.

    Raises CargoError for the types that cargo's config does not take: floats, dates and times; and OverflowError for a
    number that is no TOML to cargo.
    """
    if isinstance(data, dict):
        return Value({key: from_toml(item, origin, place.at(key)) for key, item in data.items()}, origin, place)
    if isinstance(data, list):
        return Value([from_toml(item, origin, place.at(n)) for n, item in enumerate(data)], origin, place)
    if isinstance(data, (str, bool, int)):
        if isinstance(data, int) and not -(2**63) <= data < 2**63:
            raise OverflowError
        return Value(data, origin, place)
    kind = "float" if isinstance(data, float) else "datetime"
    where = f"failed to parse config at `{dotted(place.key)}`"
    raise CargoError(where, f"unsupported TOML configuration type `{kind}`", place=place)


def merge(
    old: Value, new: Value, force: bool, key: tuple[str, ...] = (), alone: bool = True, owned: bool = False
) -> Value:
    """Return `new` merged into `old`.

    force: whether `new` wins over a scalar of the same origin; a file found later in the walk does not.
    key: what both stand under. alone: whether no other key on the way there is in both. Where one is, cargo 1.95 may
        have forgotten the key when it comes to a list that is not to be joined, and then joins it: `merge_helper`
        pushes each key and pops none, and goes through the keys in the random order of a hash map.
    owned: whether `old` may be changed, because nobody else has it and it is of no use after an error.
    Raises CargoError where a table or list meets something else.
    """
    wins = force or new.origin > old.origin
    if isinstance(old.data, list) and isinstance(new.data, list):
        if _is_unmerged(key):
            winner, loser = (new, old) if wins else (old, new)
            return winner if alone else winner._replace(rivals=(*winner.rivals, loser))
        both = old.data + new.data if force else new.data + old.data
        rivals = old.rivals + new.rivals
        return Value(sorted(both, key=lambda item: item.origin), old.origin, old.place, rivals)
    if isinstance(old.data, dict) and isinstance(new.data, dict):
        merged = old.data if owned else dict(old.data)  # of thousands of includes each would be copied for each
        alone = alone and sum(name in merged for name in new.data) == 1
        for name, value in new.data.items():
            merged[name] = _merged_key(merged, name, value, force, (*key, name), alone, owned)
        return Value(merged, old.origin, old.place)
    if isinstance(old.data, (list, dict)) or isinstance(new.data, (list, dict)):
        clash = f"failed to merge config value from `{new.definition}` into `{old.definition}`"
        raise CargoError(f"{clash}: expected {old.kind}, but found {new.kind}", place=new.place)
    return new if wins else old


def dotted(key: KeyPath) -> str:
    """Return a key path as cargo prints it: dots, quotes where needed, indices in brackets."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = part.replace("-", "a").replace("_", "a").isalnum() and part.isascii()
            quoted = f"'{part}'" if '"' in part and "'" not in part else f'"{part}"'
            text += ("." if text else "") + (part if bare else quoted)
    return text


def _merged_key(
    merged: dict[str, Value], name: str, value: Value, force: bool, key: tuple[str, ...], alone: bool, owned: bool
) -> Value:
    old = merged.get(name)
    if old is None:
        return value
    try:
        return merge(old, value, force, key, alone, owned)
    except CargoError as error:
        raise error.under(f"failed to merge key `{name}` between {old.definition} and {value.definition}") from None


def _is_unmerged(key: tuple[str, ...]) -> bool:
    return any(
        len(parts) == len(key) and all(part in ("*", mine) for part, mine in zip(parts, key, strict=True))
        for parts in (pattern.split(".") for pattern in _UNMERGED_LISTS)
    )
