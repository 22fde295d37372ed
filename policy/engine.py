"""From a folder to findings: what is read, and which rules look at it."""

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from policy.cargo.config import Config
from policy.cargo.manifest import Manifest
from policy.cargo.refusal import Refusal
from policy.cargo.sources import SourceMap
from policy.cargo.upwards import find_manifest
from policy.cargo.workspace import Workspace
from policy.context import Context
from policy.finding import Finding
from policy.listed import IN_PARTS
from policy.refusals import all_refusals, each_refused
from policy.repository.repository import Repository
from policy.rules import NAMES, RULES
from policy.settings import Settings, find

LEAST = 256
"""So many members of a workspace, and fewer, are kept in memory and looked at together."""


class Surroundings(NamedTuple):
    """What a check sees besides the files in the workspace.

    folder: the current folder, absolute: cargo's config hangs on it.
    cargo_home: absolute, or "" to leave it out.
    environment: the variables that cargo would see.
    isolated: whether only the repository is to be seen: no CARGO_HOME, no environment, no config above it.
    policy_file: the policy file to use; None to look for one.
    """

    folder: str
    cargo_home: str
    environment: Mapping[str, str]
    isolated: bool = False
    policy_file: str | None = None


class Checked(NamedTuple):
    """The outcome of a check.

    findings: what the rules found and the policy file does not suppress.
    files: the files that were read, absolute.
    unread: the files that are there and could not be read.
    """

    findings: list[Finding]
    files: list[str]
    unread: list[str]


def check(folder: str, surroundings: Surroundings) -> Checked:
    """Check the workspace that cargo finds from `folder`.

    Raises CargoError where there is no manifest, and SettingsError where the policy file is wrong.
    """
    context = context_of(find_manifest(folder), surroundings)
    findings = run_rules(context)
    configs = context.config.files.files.values()
    workspace = context.workspace
    loaded = [one.file for one in workspace.loaded.values() if one.path not in workspace.passed] if workspace else []
    unread = [file.path for file in (*configs, *loaded) if file.problem and file.problem.is_unread]
    members = workspace.members if workspace else []
    files = [*context.config.files.files, *(manifest.path for manifest in members)]
    files += [file.path for file in context.repository.files]
    if findings:
        from policy.suppress import suppressed  # only findings pay for it

        findings = suppressed(findings, context.settings)
    return Checked(findings, files, unread)


def context_of(manifest_path: str, surroundings: Surroundings) -> Context:
    """Read the workspace of a manifest and the config that cargo would load with it; raises SettingsError."""
    found: list[_View] = []

    def look(part: Workspace) -> Context:
        return found[0].context(part, each_refused(part, found[0].sources))

    def pass_over(workspace: Workspace, paths: list[str]) -> Iterable[Manifest]:
        if len(paths) <= LEAST:
            return ()
        from policy.sieve import nothing_to_find  # a small workspace does without

        found.append(_view(workspace, surroundings))
        named.update(paths, workspace.loaded)
        return nothing_to_find(workspace, paths, look)

    named: set[str] = set()
    workspace = Workspace(manifest_path, surroundings.cargo_home, pass_over)
    view = found[0] if found else _view(workspace, surroundings)
    if found and not all(member.path in named for member in workspace.members):  # paths have led to more
        view = view._replace(repository=Repository(view.repository.top, workspace.member_folders))
    return view.context(workspace, all_refusals(workspace, view.sources))


class _View(NamedTuple):
    """What a workspace is seen with."""

    sources: SourceMap
    settings: Settings
    isolated: bool
    repository: Repository

    def context(self, workspace: Workspace, refusals: Iterable[Refusal]) -> Context:
        return Context(workspace, self.sources, self.settings, refusals, self.isolated, self.repository)


def _view(workspace: Workspace, surroundings: Surroundings) -> _View:
    top = (workspace.root or workspace.current).folder
    inside = os.path.commonpath((top, surroundings.folder)) == top
    config_folder = surroundings.folder if inside else top
    if surroundings.isolated:
        config = Config(config_folder, "", {}, top=_repository(top))
    else:
        config = Config(config_folder, surroundings.cargo_home, surroundings.environment)
    policy_file = surroundings.policy_file or find(top)
    settings = Settings()
    if policy_file:
        from policy.policy_file import load  # few have one, and an import takes its time

        settings = load(policy_file, NAMES)
    return _View(
        SourceMap(config), settings, surroundings.isolated, Repository(_repository(top), workspace.member_folders)
    )


def run_rules(context: Context) -> list[Finding]:
    """Return what every rule finds, each cause once."""
    found: dict[tuple[object, ...], Finding] = {}
    for listed in RULES:
        if not listed.concerns(context):
            continue
        for finding in listed.rule.check(context if listed.looks_at in IN_PARTS else context.of_all):
            found.setdefault((finding.rule, finding.place, finding.message), finding)
    if not found:
        return []
    from policy.inheritors import with_inheritors  # only findings pay for it

    return with_inheritors(context, found.values())


def _repository(folder: str) -> str:
    """Return the top of the repository that holds `folder`: the nearest folder with `.git`, else `folder` itself."""
    current = folder
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return folder
        current = parent
    return current
