"""What crates.io says to the features of an upload (`publish.rs`)."""

from collections.abc import Iterator
from typing import Any

from policy.cargo.manifest import Manifest
from policy.crates_io.answer import Answer
from policy.crates_io.crate_name import MOST as MOST_IN_NAME
from policy.crates_io.dependencies import feature_value_answers

MOST = 300
"""The most features, and the most that one feature can turn on; the crates.io team raises it for some crates."""

_ADVICE = (
    "\n\nTake a look at https://blog.rust-lang.org/2023/10/26/broken-badges-and-23k-keywords.html to understand why"
    " this restriction was introduced.\n\n"
    "If you have a use case that requires an increase of this limit, please send us an email to help@crates.io to"
    " discuss the details."
)


def feature_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to too many features, and to each that turns on too much or what has no good name."""
    features = package.data.get("features")
    if not isinstance(features, dict):
        return
    if len(features) > MOST:
        detail = (
            f"crates.io only allows a maximum number of {MOST} features, but your crate is declaring {len(features)}"
            f" features.{_ADVICE}"
        )
        yield Answer("too-many-features", detail, package.place("features", part="key"), str(len(features)))
    for name in sorted(name for name, values in features.items() if _needs_a_look(values)):
        values = _kept(package, features[name])
        if len(values) > MOST:
            detail = (
                f"crates.io only allows a maximum number of {MOST} features or dependencies that another feature can"
                f' enable, but the "{name}" feature of your crate is enabling {len(values)} features or dependencies.'
                f"{_ADVICE}"
            )
            yield Answer("too-many-features", detail, package.place("features", name), name)
        yield from feature_value_answers(package, values)


def _needs_a_look(values: Any) -> bool:
    if type(values) is not list or not all(type(value) is str for value in values):
        return False  # cargo refuses it
    return len(values) > MOST or not all(value.isascii() and len(value) <= MOST_IN_NAME for value in values)


def _kept(package: Manifest, values: list[str]) -> list[str]:
    """Return what cargo leaves of a feature: nothing of dev-dependencies that it strips."""
    stripped = {dependency.name for dependency in package.notable_dependencies if dependency.is_stripped}
    stripped -= {dependency.name for dependency in package.notable_dependencies if not dependency.is_stripped}
    return [value for value in values if "/" not in value or value.partition("/")[0].rstrip("?") not in stripped]
