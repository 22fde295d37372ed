"""A rule in the list of the rules, and whether there is something for it to look at."""

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from policy.context import Context
from policy.finding import Finding

REFUSALS = "refusals"
CONFIG = "config"
MANIFESTS = "manifests"
PUBLIC = "packages for crates.io"
UNRESTRICTED = "packages that may go anywhere"
DEPENDENCIES = "dependencies"
NEIGHBOURS = "neighbours"
WORKSPACE = "workspace"
POLICY = "policy"
CREDENTIALS = "credentials"
LEGACY = "old config files"
LAYERS = "several config files"
REGISTRY = "[registry]"
STRAY = "stray files"
TOKENS = "tokens"
REPOSITORY = "repository"
FOLDERS = "folders"

IN_PARTS = (MANIFESTS, PUBLIC, UNRESTRICTED, DEPENDENCIES, NEIGHBOURS, POLICY, TOKENS)
"""What a rule looks at, where it can look at each manifest by itself, whatever the others are like."""


class Listed(NamedTuple):
    """A rule in the list.

    name: the rule's name, which is also its file's, with `_` for `-`.
    looks_at: REFUSALS, those that have the rule's name as their cause; besides these, CONFIG, what cargo's config files
        and the environment say; CREDENTIALS, the files in which cargo keeps tokens; MANIFESTS; PUBLIC, of these the
        packages that may go to crates.io; UNRESTRICTED, those that do not say where they may go; DEPENDENCIES, those
        with dependencies that are more than a version from crates.io; NEIGHBOURS, those with path dependencies;
        WORKSPACE, several packages together; POLICY, the policy file and what it is about; REPOSITORY, what stands in
        files beside cargo's own; FOLDERS, the `.cargo` folders in the workspace; STRAY, files there that cargo passes
        over; of the config LEGACY, files with the old name, LAYERS, several files together, and REGISTRY, the table of
        this name; or TOKENS, what may be a token of crates.io, in any of these.
    marks: where there are any, one must stand in a config file or a variable, or for MANIFESTS and DEPENDENCIES in a
        manifest, so that most checks need not import the rule.

    What a rule looks at decides whether it is imported at all, which takes as long as looking at ten manifests. A large
    workspace is shown to the rules in parts, but for WORKSPACE; `context.packages` then is not all.
    """

    name: str
    looks_at: str = REFUSALS
    marks: tuple[str, ...] = ()

    @property
    def rule(self) -> "Rule":
        """The rule itself."""
        return cast("Rule", import_module(f"policy.rules.{self.name.replace('-', '_')}"))

    def concerns(self, context: Context) -> bool:
        """Return whether there is something in `context` for the rule to look at."""
        if self.marks and not context.refused(self.name):
            in_manifests = self.looks_at in (MANIFESTS, DEPENDENCIES)
            if not context.mentions(self.marks, in_manifests):
                return False
        if self.looks_at == CREDENTIALS:
            return bool(context.credentials_files)
        if self.looks_at == MANIFESTS or context.refused(self.name):
            return True
        if self.looks_at == PUBLIC:
            return bool(context.public_packages)
        if self.looks_at == UNRESTRICTED:
            every = context.workspace.packages if context.workspace else []
            return any(package.publish is None and not package.says_publish for package in every)
        if self.looks_at == DEPENDENCIES:
            return any(package.notable_dependencies for package in context.packages)
        if self.looks_at == NEIGHBOURS:
            return any(package.neighbours for package in context.packages)
        if self.looks_at == WORKSPACE:
            every = context.workspace.packages if context.workspace else []
            return len(every) > 1 or bool(context.settings.path) or any(package.neighbours for package in every)
        if self.looks_at == CONFIG:
            return not context.config.is_empty
        if self.looks_at == REPOSITORY:
            return context.repository.is_notable
        if self.looks_at == LEGACY:
            return bool(context.config.files.legacy or context.config.files.shadowed)
        if self.looks_at == LAYERS:
            return len(context.config.files.files) > 1
        if self.looks_at == REGISTRY:
            return "registry" in context.config.root.table
        if self.looks_at == TOKENS:
            return context.may_hold_tokens
        if self.looks_at == FOLDERS:
            return bool(context.cargo_folders)
        if self.looks_at == STRAY:
            return context.has_stray_files
        return self.looks_at == POLICY and bool(context.settings.path)


class Rule(Protocol):
    """What every module of a rule is."""

    NAME: str
    SEVERITY: str
    __doc__: str | None

    def check(self, context: Context) -> Iterator[Finding]:
        """Yield what the rule finds."""
