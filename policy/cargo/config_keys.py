"""Which keys cargo 1.95 knows in its config (`TOP_LEVEL_CONFIG_KEYS`, and what reads the sections)."""

LISTED = (
    "paths",
    "alias",
    "build",
    "credential-alias",
    "doc",
    "env",
    "future-incompat-report",
    "cache",
    "cargo-new",
    "http",
    "install",
    "net",
    "patch",
    "profile",
    "resolver",
    "registries",
    "registry",
    "source",
    "target",
    "term",
)
"""Those of which cargo says in a manifest that they belong into the config."""

IN_BOTH = ("patch", "profile", "target")
"""Those that a manifest may have, too."""

UNLISTED = ("include", "host", "path-bases", "publish", "target-applies-to-host", "unstable")
"""Those that cargo reads besides, some of them on the nightly channel alone."""

REGISTRIES = ("index", "token", "credential-provider", "secret-key", "secret-key-subject", "protocol")
"""Those of a registry's own table."""

LOCATIONS = ("registry", "local-registry", "directory", "git")
"""Those that say where a source is."""

SOURCE = (*LOCATIONS, "branch", "tag", "rev", "replace-with")
"""Those of a source."""
