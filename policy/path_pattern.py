"""Patterns for paths, as the policy file has them."""

from fnmatch import fnmatchcase


def path_matches(pattern: str, path: str) -> bool:
    """Return whether `pattern` describes `path`; both have forward slashes.

    `*`, `?` and `[...]` stay within one folder; `**` as a whole component goes through any number of folders.
    """
    return _matches(pattern.split("/"), path.split("/"))


def _matches(patterns: list[str], parts: list[str]) -> bool:
    if not patterns:
        return not parts
    first, *rest = patterns
    if first == "**":
        return any(_matches(rest, parts[count:]) for count in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], first) and _matches(rest, parts[1:])
