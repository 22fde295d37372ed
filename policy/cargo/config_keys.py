"""Which keys cargo 1.95 knows at the top of its config (`TOP_LEVEL_CONFIG_KEYS` and its readers)."""

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
