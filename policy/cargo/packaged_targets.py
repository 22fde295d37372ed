"""What is refused in a packed manifest whose targets were not packed (`prepare_targets_for_publish` in util/toml)."""

import os
from collections.abc import Iterator

from policy.cargo.ignore_pattern import is_matched
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.target import NO_TARGETS

_MANIFEST = "Cargo.toml"
_NOT_KNOWN = "[{\\"
"""Signs of patterns that are not taken apart here: what they choose is not known."""


_PREPARING = "failed to prepare local package for uploading"


def packaged_target_refusals(package: Manifest) -> Iterator[Refusal]:
    """Yield the refusal of a package of which nothing is packed that can be compiled, or not the script for `links`."""
    if any(sign in pattern for pattern in _patterns(package)[2] for sign in _NOT_KNOWN):
        return
    if (refusal := _without_target(package)) is not None:
        yield refusal
    links, script = (package.package or {}).get("links"), package.targets.build_script
    if links and script is not None and not _is_packed(package, script):
        _, chosen, _ = _patterns(package)
        sentence = f"package specifies that it links to `{links}` but does not have a custom build script"
        place = chosen or package.place(package.package_key, "links")
        yield Refusal("invalid-manifest", Phase.PACKAGE, (_PREPARING, sentence), place, (2,), str(links))


def _without_target(package: Manifest) -> Refusal | None:
    found = package.targets.found
    if not found or any(_is_packed(package, target.path or "") for target in found):
        return None
    chain = (_PREPARING, NO_TARGETS)
    first = found[0]
    place = first.place.at("path") if "path" in first.table else first.place
    if os.path.isfile(os.path.join(package.folder, first.path or "")):
        _, chosen, _ = _patterns(package)
        return Refusal("package-without-target", Phase.PACKAGE, chain, chosen or place, (1,), package.name)
    return Refusal("missing-target-file", Phase.PACKAGE, chain, place, (1,))


def _is_packed(package: Manifest, path: str) -> bool:
    """Whether a file of the package is packed, whatever git says of it."""
    if path.startswith("..") or not os.path.isfile(os.path.join(package.folder, path)):
        return False
    folder = os.path.dirname(path)
    while folder:
        if os.path.isfile(os.path.join(package.folder, folder, _MANIFEST)):
            return False  # another package's
        folder = os.path.dirname(folder)
    named = [package.known_field(name) for name in ("readme", "license-file")]
    if any(field is not None and field.value == path for field in named):
        return True  # cargo packs these in any case
    key, _, patterns = _patterns(package)
    return is_matched(path, patterns) == (key == "include") if patterns else True


def _patterns(package: Manifest) -> tuple[str, Place | None, list[str]]:
    """Return the key that says what is packed, its place, and its patterns; `include` makes `exclude` void."""
    for key in ("include", "exclude"):
        field = package.known_field(key)
        value = field.value if field else None
        if field is not None and isinstance(value, list) and value:
            return key, field.place, [one for one in value if isinstance(one, str)]
    return "", None, []
