"""The config of a project puts folders in the place of packages.

## What it does
Looks for `paths` and `[patch]` in the config files of a project; those of CARGO_HOME are the user's own.

## Why
Everybody who builds there builds with the folders, and so does the check that `cargo publish` makes; the users of the
published package get what the registry holds. In a manifest, `[patch]` is at least where one looks for it.

## Example
    # .cargo/config.toml
    paths = ["src"]

## Fix
Move `[patch]` to the manifest of the workspace, and `paths` into `[patch]`; or keep them out of the repository.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding
from policy.registry_names import is_users_own

NAME = "path-override-in-config"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key in each file."""
    for path, file in context.config.files.files.items():
        for key in ("paths", "patch"):
            place = Place(path, (key,), "key")
            if file.data.get(key) and not is_users_own(context, place):
                message = f"`{key}` in the project's config holds for builds here, and not for the package's users"
                yield Finding(NAME, SEVERITY, message, place, "use [patch] in the manifest of the workspace")
