"""The targets that are left in a package when it is packed (`prepare_targets_for_publish` in util/toml/mod.rs)."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.target import NO_TARGETS

_NOT_KNOWN = "[{\\"
"""Signs of patterns that are not taken apart here."""

_PREPARING = "failed to prepare local package for uploading"


def packed_target_refusals(package: Manifest) -> Iterator[Refusal]:
    """Yield the refusal of a package of which no target would be packed, or no build script where one is needed.

    cargo leaves out targets whose file is missing, outside of the package, or kept out by `include` and `exclude`.
    What git ignores is not looked at.
    """
    targets, script = package.targets.found, package.targets.build_script
    patterns, is_include, place = _patterns(package)
    if not patterns and any("path" not in target.table for target in targets):
        return  # as nearly always: cargo found the file, and nothing keeps it out
    if not targets or any(sign in pattern for pattern in patterns for sign in _NOT_KNOWN):
        return
    if not any(_is_packed(package, target.path or "", patterns, is_include) for target in targets):
        missing = [one for one in targets if not os.path.isfile(os.path.join(package.folder, one.path or ""))]
        if missing:
            at = missing[0].place.at("path")
            chain = (_PREPARING, NO_TARGETS)
            yield Refusal("missing-target-file", Phase.PACKAGE, chain, at, (1, 1), missing[0].name or "")
            return
        where = place or targets[0].place
        yield Refusal("package-without-target", Phase.PACKAGE, (_PREPARING, NO_TARGETS), where, (1, 1), package.name)
    links = (package.package or {}).get("links")
    if links and script is not None and not _is_packed(package, script, patterns, is_include):
        sentence = f"package specifies that it links to `{links}` but does not have a custom build script"
        where = place or package.place(package.package_key, "links")
        yield Refusal("invalid-manifest", Phase.PACKAGE, (_PREPARING, sentence), where, (1, 2), links)


def _patterns(package: Manifest) -> tuple[list[str], bool, Place | None]:
    """Return the patterns that count, whether they are those of `include`, and where they stand."""
    for key in ("include", "exclude"):
        field = package.known_field(key)
        value: Any = field.value if field is not None else None
        if field is not None and isinstance(value, list) and value:
            return [one for one in value if isinstance(one, str)], key == "include", field.place
    return [], False, None


def _is_packed(package: Manifest, path: str, patterns: Sequence[str], is_include: bool) -> bool:
    if path.startswith("../") or os.path.isabs(path) or not os.path.isfile(os.path.join(package.folder, path)):
        return False
    if not patterns:
        return True
    from policy.cargo.ignore_pattern import is_matched  # few packages have patterns

    return is_matched(path, patterns) == is_include or path in _always_packed(package)


def _always_packed(package: Manifest) -> Iterator[str]:
    """Yield the files that no pattern keeps out (`check_for_file_and_add` in `ops/cargo_package`)."""
    for key in ("readme", "license-file"):
        field = package.known_field(key)
        if field is not None and isinstance(field.value, str):
            yield os.path.normpath(field.value)
