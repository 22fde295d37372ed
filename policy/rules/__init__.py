"""One file per rule, and the list of them.

A rule is a module: its docstring is its documentation, NAME and SEVERITY say what they say, and `check(context)` yields
findings. The names stand for ever; the order is that of the documentation. A module is imported when there is something
for its rule to look at.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from policy.context import Context
from policy.finding import Finding

REFUSALS = "refusals"
CONFIG = "config"
MANIFESTS = "manifests"
PUBLIC = "packages for crates.io"
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

IN_PARTS = (MANIFESTS, PUBLIC, DEPENDENCIES, NEIGHBOURS, POLICY, TOKENS)
"""What a rule looks at, where it can look at each manifest by itself, whatever the others are like."""


class Listed(NamedTuple):
    """A rule in the list.

    name: the rule's name, which is also its file's, with `_` for `-`.
    looks_at: REFUSALS, those that have the rule's name as their cause; besides these, CONFIG, what cargo's config files
        and the environment say; CREDENTIALS, the files in which cargo keeps tokens; MANIFESTS; PUBLIC, of these the
        packages that may go to crates.io; DEPENDENCIES, those with dependencies that are more than a version from
        crates.io; NEIGHBOURS, those with path dependencies; WORKSPACE, several packages together; POLICY, the policy
        file and what it is about; REPOSITORY, what stands in files beside cargo's own; FOLDERS, the `.cargo` folders
        in the workspace; STRAY, files there that cargo passes over; of the config LEGACY, files with the old name,
        LAYERS, several files together, and REGISTRY, the table of this name; or TOKENS, what may be a token of
        crates.io, in any of these.
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
        return cast("Rule", import_module(f"{__name__}.{self.name.replace('-', '_')}"))

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


RULES: tuple[Listed, ...] = (
    # registries
    Listed("undefined-registry"),
    Listed("invalid-registry-name"),
    Listed("invalid-index-url", CONFIG),
    Listed("password-in-index-url", CONFIG),
    Listed("plain-http-index", CONFIG),
    Listed("sparse-index-without-slash"),
    Listed("duplicate-index"),
    Listed("registry-index-against-policy", POLICY),
    Listed("misspelt-crates-io"),
    Listed("registry-name-mismatch"),
    Listed("registry-without-index"),
    Listed("misspelt-registries-table", REGISTRY),
    Listed("unsupported-registry-index"),
    Listed("colliding-registry-names", CONFIG),
    Listed("handwritten-registry-index", MANIFESTS, ("registry-index",)),
    Listed("missing-sparse-prefix", CONFIG),
    Listed("invalid-registry-protocol", CONFIG, ("protocol",)),
    Listed("confusable-registry-name", CONFIG, ("crates", "default", "none", "all")),
    Listed("unstable-registry-name", CONFIG),
    Listed("mixed-registry-naming", CONFIG, ("_",)),
    # publishing
    Listed("missing-publish-restriction", MANIFESTS),
    Listed("misspelt-publish-key", MANIFESTS),
    Listed("publish-not-inherited", MANIFESTS),
    Listed("publish-without-version"),
    Listed("unpublishable-package"),
    Listed("registry-not-in-publish-list"),
    Listed("ambiguous-publish-list"),
    Listed("duplicate-publish-entry"),
    Listed("conflicting-publish-lists"),
    Listed("publish-against-policy", POLICY),
    Listed("refused-publish-command", REPOSITORY),
    Listed("publish-by-index", REPOSITORY),
    Listed("publish-to-default-registry", REPOSITORY),
    Listed("publish-on-pull-request", REPOSITORY),
    Listed("install-from-project-registry", REPOSITORY),
    Listed("invalid-publish-value"),
    Listed("versionless-public-package", MANIFESTS, ("keywords", "categories")),
    # dependencies
    Listed("cross-registry-dependency"),
    Listed("cross-registry-path-dependency", NEIGHBOURS),
    Listed("path-dependency-without-version"),
    Listed("git-dependency-without-version"),
    Listed("path-dependency-falls-to-crates-io", NEIGHBOURS),
    Listed("misspelt-dependency-key", MANIFESTS),
    Listed("explicit-crates-io-registry"),
    Listed("dependency-without-source"),
    Listed("ambiguous-dependency-source"),
    Listed("conflicting-dependency-sources"),
    Listed("invalid-dependency-feature"),
    Listed("missing-path-dependency"),
    Listed("sibling-version-mismatch"),
    Listed("unpublishable-dependency", WORKSPACE),
    Listed("versioned-dev-dependency", WORKSPACE),
    Listed("publish-cycle", WORKSPACE),
    Listed("member-overrides-inherited-source", DEPENDENCIES, ("workspace",)),
    Listed("git-source-dropped-on-publish", DEPENDENCIES, ("git",)),
    Listed("requirement-with-build-metadata", DEPENDENCIES, ("+",)),
    Listed("stripped-feature-reference", DEPENDENCIES, ("features",)),
    Listed("package-from-two-registries", WORKSPACE),
    Listed("unregistered-internal-name", WORKSPACE),
    Listed("sibling-registry-mismatch", WORKSPACE),
    Listed("patch-needed-to-resolve", MANIFESTS, ("patch",)),
    # crates.io
    Listed("missing-required-metadata"),
    Listed("invalid-license"),
    Listed("invalid-keyword"),
    Listed("invalid-category"),
    Listed("invalid-package-url"),
    Listed("invalid-crate-name"),
    Listed("reserved-crate-name"),
    Listed("wildcard-version"),
    Listed("description-too-long"),
    Listed("version-too-long"),
    Listed("too-many-features"),
    Listed("too-many-dependencies"),
    Listed("invalid-dependency-name"),
    Listed("package-too-large"),
    Listed("version-with-build-metadata", PUBLIC),
    Listed("colliding-crate-names", WORKSPACE),
    Listed("many-new-crates", WORKSPACE),
    Listed("include-and-exclude", PUBLIC),
    Listed("license-and-license-file", PUBLIC),
    Listed("missing-recommended-metadata", PUBLIC),
    Listed("missing-edition", PUBLIC),
    # credentials
    Listed("token-in-project-config", CONFIG, ("token", "secret-key")),
    Listed("token-on-command-line", REPOSITORY),
    Listed("secret-in-plain-text", REPOSITORY),
    Listed("tracked-credentials", REPOSITORY),
    Listed("packaged-cargo-config", FOLDERS),
    Listed("token-in-log", REPOSITORY),
    Listed("unknown-cargo-command", REPOSITORY),
    Listed("misspelt-environment-variable", REPOSITORY),
    Listed("ignored-source-variable", REPOSITORY),
    Listed("crates-io-token", TOKENS),
    Listed("unexpanded-variable", CONFIG, ("$", "{{", "env:")),
    Listed("invalid-credential-provider", CONFIG, ("credential-",)),
    Listed("program-in-project-config", CONFIG, ("credential-", "rustc", "runner")),
    Listed("redirected-registry-index", LAYERS),
    Listed("token-in-home-config", CONFIG, ("token", "secret-key")),
    Listed("ignored-token", CONFIG, ("credential-provider",)),
    Listed("token-in-index-url", CONFIG, ("@", "?", "/basic/", "cloudsmith")),
    Listed("crates-io-redirected-by-project", CONFIG, ("source",)),
    Listed("credential-provider-order", CONFIG, ("global-credential",)),
    Listed("plaintext-token-store", CONFIG, ("global-credential",)),
    Listed("weakened-tls", CONFIG, ("check-revoke", "ssl-version", "git-fetch-with-cli")),
    Listed("readable-credentials-file", CREDENTIALS),
    # sources
    Listed("undefined-source-replacement"),
    Listed("source-replacement-cycle"),
    Listed("crates-io-replaced"),
    Listed("invalid-source"),
    Listed("missing-source-folder"),
    Listed("crates-io-source-overridden", CONFIG, ("source",)),
    Listed("forced-git-index", CONFIG, ("crates-io",)),
    Listed("source-differs-from-registry", CONFIG, ("source",)),
    Listed("source-named-like-registry", CONFIG, ("source",)),
    Listed("path-override-in-config", CONFIG, ("paths", "patch")),
    # config files
    Listed("config-key-in-manifest", MANIFESTS),
    Listed("manifest-key-in-config", CONFIG),
    Listed("legacy-config-file", LEGACY),
    Listed("unread-config-file", STRAY),
    Listed("project-credentials-file", STRAY),
    Listed("crates-io-token-in-registries", CONFIG, ("crates-io",)),
    Listed("ignored-environment-table", CONFIG, ("env",)),
    Listed("unknown-config-key", CONFIG),
    Listed("mirror-without-crates-io", CONFIG, ("source",)),
    # files
    Listed("invalid-config"),
    Listed("invalid-manifest"),
    Listed("unreadable-manifest"),
    Listed("invalid-lock-file"),
    Listed("invalid-workspace"),
    Listed("undefined-inheritance"),
    Listed("optional-workspace-dependency"),
    Listed("missing-packaged-file"),
    Listed("unpackable-file"),
    Listed("missing-target-file"),
    Listed("package-without-target"),
    Listed("invalid-argument"),
)


NAMES = tuple(listed.name for listed in RULES)
