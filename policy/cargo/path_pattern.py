"""Patterns for paths, as the policy file and `.gitignore` have them."""

from fnmatch import fnmatchcase


def path_matches(pattern: str, path: str) -> bool:
    """Return whether `pattern` describes `path`; both have forward slashes.

    `*`, `?` and `[...]` stay within one folder; `**` as a whole component goes through any number of folders.
    """
    parts = path.split("/")
    reached = {0}  # how many parts the components so far may describe: not by trial, which many `**` would make slow
    for component in pattern.split("/"):
        if component == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], component)}
        if not reached:
            return False
    return len(parts) in reached
