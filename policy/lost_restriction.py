"""Where somebody meant to restrict publishing and cargo does not see it, and what only follows from that."""

from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import Refusal

MISSPELT = "misspelt-publish-key"
NOT_INHERITED = "publish-not-inherited"
_OFF_CRATES_IO = ("cross-registry-dependency",)
_UNPUBLISHED = (
    *_OFF_CRATES_IO,
    "path-dependency-without-version",
    "git-dependency-without-version",
    "explicit-crates-io-registry",
)


def is_lost(package: Manifest) -> bool:
    """Whether a restriction was meant for `package`, and another finding tells why there is none."""
    if "publish" in (package.package or {}):
        return package.known_field("publish") is None  # `undefined-inheritance`
    return package.publish is None and _meant(package) is not None


def blamed(package: Manifest, refusal: Refusal) -> Refusal | None:
    """Return a refusal of publishing `package` with its real cause; None where nobody can tell what was meant."""
    if refusal.cause not in _UNPUBLISHED or not is_lost(package):
        return refusal
    meant = _meant(package)
    if meant is None:
        return None
    cause, registries = meant
    follows = refusal.cause in (_OFF_CRATES_IO if registries else _UNPUBLISHED)
    return refusal._replace(cause=cause) if follows and CRATES_IO not in registries else refusal


def misspelt(key: str) -> bool:
    """Whether `key` is `publish` with one or two letters missing, added, changed or swapped."""
    return key != "publish" and abs(len(key) - 7) <= 2 and key[:1] in "pub" and _distance(key.lower()) <= 2


def table_at(manifest: Manifest, *path: str) -> dict[str, Any]:
    """Return the table under `path`; an empty one where there is none."""
    found: Any = manifest.data
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _meant(package: Manifest) -> tuple[str, list[str]] | None:
    """Return the rule that tells of the lost restriction, and the registries that it would leave; None without one."""
    shared = table_at(package.root, "workspace", "package") if package.root else {}
    places = [
        *((MISSPELT, value) for key, value in (package.package or {}).items() if misspelt(key)),
        *((MISSPELT, table_at(package, *path).get("publish")) for path in ((), (package.package_key, "metadata"))),
        (NOT_INHERITED, shared.get("publish")),
        *((MISSPELT, value) for key, value in shared.items() if misspelt(key)),
        (MISSPELT, table_at(package.root, "workspace").get("publish") if package.root else None),
    ]
    for cause, value in places:
        if value is False:
            return cause, []
        if isinstance(value, list):
            return cause, [name for name in value if isinstance(name, str)]
    return None


def _distance(key: str) -> int:
    """Return the number of edits from `key` to `publish`."""
    wanted = "publish"
    row = list(range(len(wanted) + 1))
    for number, char in enumerate(key, 1):
        last, row[0] = row[0], number
        for column, other in enumerate(wanted, 1):
            last, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, last + (char != other))
    return row[-1]
