"""What the policy file makes of the findings: other severities, and exceptions."""

import os
from collections.abc import Iterable

from policy.decisions import Ignore
from policy.finding import Finding
from policy.settings import OFF, Settings


def suppressed(findings: Iterable[Finding], settings: Settings) -> list[Finding]:
    """Return `findings` with the severities that `settings` wants, without those of rules that are off or ignored."""
    left = []
    for finding in findings:
        severity = settings.severities.get(finding.rule, finding.severity)
        if severity == OFF or any(_covers(ignore, finding, settings.path) for ignore in settings.ignores):
            continue
        left.append(finding if severity == finding.severity else finding._replace(severity=severity))
    return left


def _covers(ignore: Ignore, finding: Finding, policy_file: str) -> bool:
    """Return whether `ignore` is about `finding`; what is in no file cannot be ignored by a path."""
    if ignore.rule != finding.rule or not os.path.isabs(finding.place.path):
        return False
    from policy.cargo.path_pattern import path_matches

    try:
        path = os.path.relpath(finding.place.path, os.path.dirname(policy_file))
    except ValueError:  # another drive
        return False
    return path_matches(ignore.path, path.replace(os.sep, "/"))
