"""A workflow publishes when somebody opens a pull request.

## What it does
Looks in GitHub workflows with `pull_request` or `pull_request_target` among their triggers for `cargo publish` without
`--dry-run`. A workflow with a condition on `github` is left alone.

## Why
A workflow on `pull_request_target` has the secrets of the repository, also for a pull request of a stranger, whose code
it may run. On `pull_request` every push to a branch with one publishes, before anybody has looked at it.

## Example
    # .github/workflows/release.yml
    on: [push, pull_request_target]
    jobs:
      release:
        steps:
          - run: cargo publish

## Fix
Publish in a workflow of its own, on a tag or by hand (`workflow_dispatch`), and use `cargo publish --dry-run` here.
"""

import os
import re
from collections.abc import Iterator
from functools import lru_cache

from policy.context import Context
from policy.finding import Finding

NAME = "publish-on-pull-request"
SEVERITY = "warning"

_TRIGGERS = re.compile(r"^[\"']?on[\"']?:([^\n]*(?:\n(?:[ \t-][^\n]*)?)*)", re.MULTILINE)
_CONDITION = re.compile(r"^[ \t]*+(?:-[ \t]++)?if:.*\bgithub\.", re.MULTILINE)
_FOLDER = os.path.join(".github", "workflows")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each publish that a pull request starts."""
    for command in context.repository.commands:
        invocation, text = command.invocation, command.file.text
        if invocation.command != "publish" or invocation.has("--dry-run", "-n", "--help", "-h"):
            continue
        if not os.path.dirname(command.file.path).endswith(_FOLDER):
            continue
        started = _started_by(text)
        if "pull_request_target" in started:
            message = "whoever opens a pull request starts this publish, with the repository's secrets"
        elif started:
            message = "every pull request starts this publish"
        else:
            continue
        yield Finding(NAME, SEVERITY, message, command.place, "publish on a tag, or add --dry-run")


@lru_cache(1)  # a workflow may have many commands
def _started_by(text: str) -> frozenset[str]:
    """Return which kinds of pull requests start a workflow whatever they are like."""
    triggers = _TRIGGERS.search(text)
    if triggers is None or _CONDITION.search(text):
        return frozenset()
    return frozenset(re.findall(r"\bpull_request(?:_target)?\b", re.sub("#.*", "", triggers[1])))
