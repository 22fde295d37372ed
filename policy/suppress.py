"""What the policy file makes of the findings: other severities, and exceptions."""

import os
from collections.abc import Iterable

from policy.finding import Finding
from policy.settings import OFF, Settings


def suppressed(findings: Iterable[Finding], settings: Settings) -> list[Finding]:
    """Return `findings` with the severities that `settings` wants, without those of rules that are off or ignored."""
    left = []
    exceptions = _Exceptions(settings)
    for finding in findings:
        severity = settings.severities.get(finding.rule, finding.severity)
        if severity == OFF or exceptions.cover(finding):
            continue
        left.append(finding if severity == finding.severity else finding._replace(severity=severity))
    return left


class _Exceptions:
    """The files in which the findings of each rule are ignored. Both may be thousands: each pair is asked for once."""

    def __init__(self, settings: Settings) -> None:
        self._folder = os.path.dirname(settings.path)
        self._patterns: dict[str, list[tuple[str, str, str]]] = {}
        self._covered: dict[tuple[str, str], bool] = {}
        for ignore in settings.ignores:
            self._patterns.setdefault(ignore.rule, []).append((*_ends(ignore.path), ignore.path))

    def cover(self, finding: Finding) -> bool:
        """Whether `finding` is ignored; what is in no file cannot be ignored by a path."""
        key = finding.rule, finding.place.path
        if finding.rule not in self._patterns or not os.path.isabs(finding.place.path):
            return False
        if key not in self._covered:
            self._covered[key] = self._covers(*key)
        return self._covered[key]

    def _covers(self, rule: str, path: str) -> bool:
        from policy.cargo.path_pattern import path_matches

        try:
            path = os.path.relpath(path, self._folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return False
        return any(
            path.startswith(start) and path.endswith(end) and path_matches(pattern, path)
            for start, end, pattern in self._patterns[rule]
        )


def _ends(pattern: str) -> tuple[str, str]:
    """Return how a path must begin and end for `pattern` to describe it; `**` may stand for no folder at all."""
    first = min((at for at in map(pattern.find, "*?[") if at >= 0), default=len(pattern))
    last = max(map(pattern.rfind, "*?]")) + 1
    return pattern[:first].rstrip("/"), pattern[last:].lstrip("/")
