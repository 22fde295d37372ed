"""What a team decides in the policy file: where packages may go, and which findings it does not want to see."""

from fnmatch import fnmatchcase
from typing import NamedTuple


class Allow(NamedTuple):
    """Where some packages may be published to.

    packages: patterns with `*`, `?` and `[...]`.
    registries: names.
    """

    packages: tuple[str, ...]
    registries: tuple[str, ...]

    def covers(self, package: str) -> bool:
        """Return whether the package of this name is one of them."""
        return any(fnmatchcase(package, pattern) for pattern in self.packages)


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
