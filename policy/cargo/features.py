"""What cargo refuses in `[features]` (`build_feature_map` in core/summary.rs, `validate_feature_name`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from policy.cargo.refusal import Phase, Refusal
from policy.cargo.value_refusal import refused_value

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest

_START = "the first character must be a Unicode XID start character or digit (most letters or `_` or `0` to `9`)"
_REST = "characters must be Unicode XID characters, '-', `+`, or `.` (numbers, `+`, `-`, `_`, `.`, or most letters)"
_STRINGS = frozenset({str})
_NOT_OPTIONAL = "is not an optional dependency\nA non-optional dependency of the same name is defined; consider"


def feature_name_refusals(manifest: "Manifest", features: dict[str, Any]) -> Iterator[Refusal]:
    """Yield what the deserializer refuses in the names of features."""
    for name in features:
        if not name.isidentifier() and (error := _name_error(name)):
            yield refused_value(manifest, ("features", name), error, "key")


class _Known(NamedTuple):
    """What a feature can turn on.

    features: the table. optional: for each dependency's name, whether one of that name is optional.
    listed: the dependencies that a feature turns on with `dep:`. implicit: those that are features by themselves.
    """

    features: dict[str, list[str]]
    optional: dict[str, bool]
    listed: set[str]
    implicit: set[str]


def feature_refusals(manifest: "Manifest") -> Iterator[Refusal]:
    """Yield what cargo refuses in what features turn on, in its order."""
    table = manifest.data.get("features")
    features: dict[str, list[str]] = table if isinstance(table, dict) else {}
    for enabled in features.values():
        if type(enabled) is not list or not {*map(type, enabled)} <= _STRINGS:
            return  # cargo gets no further than their types
    if _are_plain(manifest, features):
        return
    optional = _dependencies(manifest)
    values = {value for values in features.values() for value in values}
    listed = {value[4:] for value in values if value.startswith("dep:") and "/" not in value}
    implicit = {name for name, flag in optional.items() if flag and name not in features and name not in listed}
    known = _Known(features, optional, listed, implicit)
    for feature in sorted(features):
        for number, value in enumerate(features[feature]):
            if error := _value_error(feature, value, known):
                place = manifest.place("features", feature, number)
                yield Refusal("invalid-manifest", Phase.MANIFEST, (error,), place, subject=feature)
    used = implicit | listed | {value.partition("/")[0].removesuffix("?") for value in values if "/" in value}
    for name in [name for name, flag in optional.items() if flag and name not in used]:
        sentence = f"optional dependency `{name}` is not included in any feature\n"
        sentence += f"Make sure that `dep:{name}` is included in one of features in the [features] table."
        place = manifest.place("features", name, part="key")
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=name)


def cyclic_refusals(manifest: "Manifest") -> Iterator[Refusal]:
    """Yield the refusal of each feature that turns on itself, which cargo finds when it resolves."""
    table = manifest.data.get("features")
    for name, values in sorted(table.items()) if isinstance(table, dict) else ():
        if isinstance(values, list) and name in values:
            sentence = f"cyclic feature dependency: feature `{name}` depends on itself"
            place = manifest.place("features", name, values.index(name))
            yield Refusal("invalid-manifest", Phase.RESOLVE, (sentence,), place, (2,), name)


def _are_plain(manifest: "Manifest", features: dict[str, list[str]]) -> bool:
    """Whether features turn on only each other and optional dependencies, as most do; a large workspace has thousands.

    This is what the rest of `feature_refusals` would find out more slowly.
    """
    optional = {
        name
        for _, _, _, table in manifest.tables
        for name, own in table.items()
        if type(own) is dict and own.get("optional") is True
    }
    for values in features.values():
        for value in values:
            if value not in features and not (value.startswith("dep:") and value[4:] in optional):
                return False
    return optional.isdisjoint(features)


def _value_error(feature: str, value: str, known: _Known) -> str:
    """Return what is wrong with one value of a feature, or ""."""
    start = f"feature `{feature}` includes `{value}`"
    if "/" in value:
        return _inner_error(start, feature, value, known)
    if value in known.features or value in known.implicit:
        return ""
    is_explicit = value.startswith("dep:")
    name = value[4:] if is_explicit else value
    if name not in known.optional:
        if is_explicit:
            return f"{start}, but `{name}` is not listed as a dependency"
        from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

        closest = closest_message(value, sorted(known.features), "feature")
        return f"{start} which is neither a dependency nor another feature{closest}"
    if not known.optional[name]:
        return f"{start}, but `{name}` {_NOT_OPTIONAL} adding `optional = true` to its definition."
    if is_explicit:
        return ""
    sentence = f"{start}, but `{name}` is an optional dependency without an implicit feature"
    return f"{sentence}\nUse `dep:{name}` to enable the dependency."


def _inner_error(start: str, feature: str, value: str, known: _Known) -> str:
    """Return what is wrong with a value such as `dependency/feature`, or ""."""
    dependency, _, inner = value.partition("/")
    name, weak = dependency.removesuffix("?"), dependency.endswith("?")
    if "/" in inner:
        return f"multiple slashes in feature `{value}` (included by feature `{feature}`) are not allowed"
    if name.startswith("dep:"):
        bare, advice = name[4:], ""
        if not weak and bare not in known.listed and known.optional.get(bare):
            advice = (
                f"\nIf the intent is to avoid creating an implicit feature `{bare}` for an optional dependency, "
                f'then consider replacing this with two values:\n    "dep:{bare}", "{bare}/{inner}"'
            )
        return f"{start} with both `dep:` and `/`\nTo fix this, remove the `dep:` prefix.{advice}"
    if name not in known.optional:
        return f"{start}, but `{name}` is not a dependency"
    if weak and not known.optional[name]:
        end = "removing the `?` or changing the dependency to be optional"
        return f"{start} with a `?`, but `{name}` {_NOT_OPTIONAL} {end}"
    return ""


def _dependencies(manifest: "Manifest") -> dict[str, bool]:
    """Return for each dependency's name whether one of that name is optional."""
    found: dict[str, bool] = {}
    for _, _, _, table in manifest.tables:
        for name, own in table.items():
            found[name] = found.get(name, False) or (type(own) is dict and own.get("optional") is True)
    return found


def _name_error(name: str) -> str | None:
    if not name:
        return "feature name cannot be empty"
    if name.startswith("dep:"):
        return f"feature named `{name}` is not allowed to start with `dep:`"
    if "/" in name:
        return f"invalid character `/` in feature name: `{name}`, feature name is not allowed to contain slashes"
    if not (name[0].isidentifier() or name[0] in "0123456789"):
        return f"invalid character `{name[0]}` in feature name: `{name}`, {_START}"
    for char in name[1:]:
        if char not in "-+." and not f"a{char}".isidentifier():
            return f"invalid character `{char}` in feature name: `{name}`, {_REST}"
    return None
