"""Patterns as `.gitignore`, `package.exclude` and `package.include` have them (the crate `ignore`, `gitignore.rs`)."""

from collections.abc import Iterable


def is_matched(path: str, patterns: Iterable[str]) -> bool:
    """Return what `patterns` say of a file: that of the last one that matches it, else of one for a folder around it.

    path: from the folder of the patterns, with forward slashes. Where no pattern matches, and where a `!` one does, the
    answer is no (`matched_path_or_any_parents`).
    """
    from policy.cargo.path_pattern import path_matches  # few packages have patterns that matter

    rules = [_rule(pattern) for pattern in patterns]
    parts = path.split("/")
    for size in range(len(parts), 0, -1):
        verdict = None
        for pattern, negated, folders_only in rules:
            if pattern and not (folders_only and size == len(parts)) and path_matches(pattern, "/".join(parts[:size])):
                verdict = not negated
        if verdict is not None:
            return verdict
    return False


def _rule(pattern: str) -> tuple[str, bool, bool]:
    """Return a pattern for the whole path, whether it is a `!` one, and whether it is about folders alone."""
    text = pattern if pattern.endswith("\\ ") else pattern.rstrip()
    if text.startswith("#"):
        return "", False, False
    negated = text.startswith("!")
    text = text.removeprefix("!").removeprefix("\\")
    folders_only = text.endswith("/")
    text = text.removesuffix("/")
    if "/" not in text:
        return (f"**/{text}" if text else ""), negated, folders_only
    text = text.removeprefix("/")
    while "**/**/" in text:
        text = text.replace("**/**/", "**/")
    return (f"{text}/*" if text.endswith("/**") else text), negated, folders_only
