"""What a team decides in the policy file: where packages may go, and which findings it does not want to see."""

import re
from typing import NamedTuple

from policy.cargo.last import last


class Allow(NamedTuple):
    """Where some packages may be published to.

    packages: patterns with `*`, `?` and `[...]`.
    registries: names.
    """

    packages: tuple[str, ...]
    registries: tuple[str, ...]


class Ignore(NamedTuple):
    """An exception from a rule.

    rule: the rule's name.
    path: a pattern for the path of a file from the policy file's folder, with forward slashes; `*` and `?` stay within
        one folder, `**` goes through any number of them.
    reason: why, for those who read the file; may be empty.
    """

    rule: str
    path: str
    reason: str


def registries_allowed(package: str, allows: tuple[Allow, ...]) -> set[str]:
    """Return the registries that the package of this name may go to."""
    plain, patterns = _patterns(allows)
    allowed = set(plain.get(package, ()))
    for pattern, registries in patterns:
        if pattern.match(package):
            allowed.update(registries)
    return allowed


@last
def _patterns(allows: tuple[Allow, ...]) -> tuple[dict[str, set[str]], list[tuple[re.Pattern[str], tuple[str, ...]]]]:
    """Return the registries for each package that is named, and those for each pattern."""
    from fnmatch import translate  # few policy files have such tables

    plain: dict[str, set[str]] = {}
    patterns = []
    for allow in allows:
        for name in allow.packages:
            if any(mark in name for mark in "*?["):
                patterns.append((re.compile(translate(name)), allow.registries))
            else:
                plain.setdefault(name, set()).update(allow.registries)
    return plain, patterns
