"""Which versions meet a requirement, as the crate `semver` 1.0 decides it (`eval.rs`)."""

import re
from functools import cache
from typing import NamedTuple

Prerelease = tuple[tuple[int, int, str], ...]
"""The identifiers behind the dash; numbers stand before words."""

_COMPARATOR = re.compile(
    r"(?P<operator>>=|<=|[=><~^])? *(?P<major>\d+)(?:\.(?P<minor>\d+|[*xX]))?(?:\.(?P<patch>\d+|[*xX]))?"
    r"(?:-(?P<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)


class Version(NamedTuple):
    """A whole version without its build metadata."""

    major: int
    minor: int
    patch: int
    pre: Prerelease = ()


class Comparator(NamedTuple):
    """One part of a requirement. operator: `*` for `1.*`; minor, patch: None where they are left open."""

    operator: str
    major: int
    minor: int | None
    patch: int | None
    pre: Prerelease = ()
    written: str = ""

    def __str__(self) -> str:
        """Return what cargo prints."""
        if self.operator == "*":
            return f"{self.major}.*" if self.minor is None else f"{self.major}.{self.minor}.*"
        numbers = [str(part) for part in (self.major, self.minor, self.patch) if part is not None]
        return f"{self.operator}{'.'.join(numbers)}{'-' if self.written else ''}{self.written}"

    def meets(self, version: Version) -> bool:
        """Whether `version` meets this part; what is said of pre-releases is said of the whole requirement."""
        if self.operator in ("=", "*"):
            return self._equals(version)
        if self.operator in (">", ">="):
            return self._order(version) > 0 or (self.operator == ">=" and self._equals(version))
        if self.operator in ("<", "<="):
            return self._order(version) < 0 or (self.operator == "<=" and self._equals(version))
        if version.major != self.major or (_rank(version.pre) < _rank(self.pre) and self._is_base_of(version)):
            return False
        return self._is_compatible(version)

    def _is_compatible(self, version: Version) -> bool:
        """Whether `version` is at least this one, and the part that `~` or `^` holds fast is the same."""
        if self.minor is None:
            return True
        held = self.operator == "~" or not self.major
        if version.minor != self.minor:
            return not held and version.minor > self.minor
        if self.patch is None:
            return True
        exact = self.operator == "^" and not self.major and not self.minor
        return version.patch == self.patch if exact else version.patch >= self.patch

    def _is_base_of(self, version: Version) -> bool:
        return (self.major, self.minor, self.patch) == version[:3]

    def _equals(self, version: Version) -> bool:
        wanted = (self.major, self.minor, self.patch)
        same = all(part is None or part == number for part, number in zip(wanted, version[:3], strict=True))
        return same and version.pre == self.pre

    def _order(self, version: Version) -> int:
        """Return 1 where `version` is above, -1 where it is below, and 0 where it is neither."""
        for part, number in zip((self.major, self.minor, self.patch), version[:3], strict=True):
            if part is None:
                return 0
            if number != part:
                return 1 if number > part else -1
        ranks = _rank(version.pre), _rank(self.pre)
        return (ranks[0] > ranks[1]) - (ranks[0] < ranks[1])


@cache  # a large workspace has the same few pairs of a version and a requirement many times
def meets(version: str, requirement: str) -> bool:
    """Whether a version meets a requirement; both are valid."""
    known, comparators = parse_version(version), parse_requirement(requirement)
    if not all(one.meets(known) for one in comparators):
        return False
    return not known.pre or any(one.pre and one._is_base_of(known) for one in comparators)


def shown(requirement: str) -> str:
    """Return a valid requirement as cargo prints it."""
    return ", ".join(map(str, parse_requirement(requirement))) or "*"


def precedence(version: str) -> tuple[int, int, int, tuple[bool, Prerelease]]:
    """Return what valid versions are sorted by."""
    major, minor, patch, pre = parse_version(version)
    return major, minor, patch, _rank(pre)


def parse_version(text: str) -> Version:
    """Take a valid version apart."""
    numbers, _, pre = text.strip().partition("+")[0].partition("-")
    major, minor, patch = map(int, numbers.split("."))
    return Version(major, minor, patch, _prerelease(pre))


def parse_requirement(text: str) -> list[Comparator]:
    """Take a valid requirement apart; `*` alone has no parts."""
    return [_comparator(match) for match in map(_COMPARATOR.match, map(str.strip, text.split(","))) if match]


def _comparator(match: re.Match[str]) -> Comparator:
    minor, patch = (int(part) if part and part.isdigit() else None for part in match.group("minor", "patch"))
    open_ended = any(part in ("*", "x", "X") for part in match.group("minor", "patch"))
    operator = match["operator"] or ("*" if open_ended else "^")
    pre = match["pre"] or ""
    return Comparator(operator, int(match["major"]), minor, patch, _prerelease(pre), pre)


def _prerelease(text: str) -> Prerelease:
    parts = text.split(".") if text else []
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _rank(pre: Prerelease) -> tuple[bool, Prerelease]:
    """Return what pre-releases are compared by: a release is above all of its own."""
    return not pre, pre
