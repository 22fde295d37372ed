"""Which of cargo's config files belong to the user, and which come with the project."""

import os
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.toml_file import TomlFile


def project_files(config: Config) -> Iterator[TomlFile]:
    """Yield every config file outside CARGO_HOME, those too that could not be parsed, in cargo's order."""
    return (file for file in config.files.files.values() if not is_in_home(file.path, config))


def home_files(config: Config) -> Iterator[TomlFile]:
    """Yield every config file in CARGO_HOME; where none is to be looked at, there is none."""
    return (file for file in config.files.files.values() if is_in_home(file.path, config))


def is_in_home(path: str, config: Config) -> bool:
    """Return whether the file `path` is in CARGO_HOME, by whatever way."""
    home = config.cargo_home
    try:
        return bool(home) and os.path.realpath(path).startswith(os.path.realpath(home) + os.sep)
    except ValueError:  # a path with a NUL, as an `include` may name it
        return False
