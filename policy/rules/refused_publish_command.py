"""A script, CI file or page of documentation runs a `cargo publish` that cargo refuses.

## What it does
Holds each `cargo publish` that is run at the top of the repository against `package.publish` of the packages it
selects: those with `publish = false`, and those whose list lacks the registry that `--registry` names. A command with a
variable in it, with `--manifest-path`, or behind `cd` is left alone. In documentation it is a warning.

## Why
Nobody runs the command before the day of the release, and then it fails.

## Example
    # Cargo.toml
    [package]
    publish = ["company"]
    # .github/workflows/release.yml
    jobs:
      release:
        steps:
          - run: cargo publish --registry partner

## Fix
Name a registry that `package.publish` allows, or allow this one.
"""

from collections.abc import Iterator

from policy.cargo.command import selected_packages
from policy.cargo.publish import Publishing, Target, named_target, selection_refusals
from policy.cargo.refusal import CargoError, Refusal
from policy.cargo.workspace import Workspace
from policy.context import Context
from policy.finding import Finding, Label
from policy.repository.commands import CargoCommand

NAME = "refused-publish-command"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each command that is refused whatever the registries hold."""
    workspace = context.workspace
    if workspace is None or workspace.current.folder != context.repository.top:
        return  # run from the top, cargo would find another workspace, or another package
    for command in context.repository.commands:
        invocation = command.invocation
        if invocation.command != "publish" or command.elsewhere or command.is_open:
            continue
        if invocation.asks_for_words or invocation.value("--index", "--config") is not None:
            continue
        refusal = _refusal(context, workspace, command)
        if refusal is not None:
            yield _finding(command, refusal)


def _refusal(context: Context, workspace: Workspace, command: CargoCommand) -> Refusal | None:
    invocation = command.invocation
    registry = invocation.value("--registry")
    try:
        target = Target(registry, command.place) if registry else named_target(context.config, None, None)
    except CargoError:
        return None
    packages = selected_packages(invocation, workspace)
    by_name = bool(invocation.all("-p", "--package"))
    everything = invocation.has("--workspace", "--all") or (workspace.current.package is None and not by_name)
    for refusal in selection_refusals(Publishing(packages, "published", target, everything))[1]:
        # without the flag it is a matter between the manifest and the config: `registry-not-in-publish-list`
        if refusal.cause == "unpublishable-package" or (registry and refusal.cause == "registry-not-in-publish-list"):
            return refusal
    return None


def _finding(command: CargoCommand, refusal: Refusal) -> Finding:
    severity = "warning" if command.file.is_documentation else SEVERITY
    name = refusal.chain[0].partition(" cannot be ")[0]
    if refusal.cause == "unpublishable-package":
        message, advice = f"cargo refuses this command: {name} is not to be published", "leave it out of this command"
    else:
        message = f"cargo refuses this command: {name} may not go to `{refusal.subject}`"
        advice = f"name a registry that it may go to, or add `{refusal.subject}` to the list"
    labels = (Label(refusal.place, "because of this"),)
    return Finding(NAME, severity, message, command.place, advice, labels, refusal)
