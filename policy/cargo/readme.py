"""The readme that cargo takes where a manifest names none (`default_readme_from_package_root` in util/toml/mod.rs)."""

import os

READMES = ("README.md", "README.txt", "README")


def default_readme(folder: str) -> str | None:
    """Return the name of the first of these files that is in `folder`, or None."""
    return next((name for name in READMES if os.path.isfile(os.path.join(folder, name))), None)
