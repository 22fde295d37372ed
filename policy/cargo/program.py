"""Whether a program that cargo's config names can be started, and what the system says where it cannot."""

import os
from errno import EACCES, ENOENT

from policy.cargo.config import Config


def start_error(program: str, config: Config) -> str | None:
    """Return the system's words for why `program` cannot be started from the folder of `config`; None where it can.

    program: a path, or a bare name that is looked up on PATH and in the programs of CARGO_HOME, which rustup puts
        before it. None, too, where that is not known: PATH is not, or this is Windows, which looks in more places.
    """
    if os.name == "nt":
        return None
    if not program:
        return _words(ENOENT)
    if "/" in program:
        return _error(os.path.join(config.folder, program))
    path = config.environment.get("PATH")
    if path is None:
        return None
    folders = [*path.split(os.pathsep), os.path.join(config.cargo_home, "bin")]
    errors = [_error(os.path.join(config.folder, folder, program)) for folder in folders]
    if None in errors:
        return None
    denied = _words(EACCES)
    return denied if denied in errors else _words(ENOENT)


def _error(path: str) -> str | None:
    try:
        os.stat(path)
    except OSError as error:
        return _words(error.errno or ENOENT)
    except ValueError:  # a NUL in the path
        return _words(ENOENT)
    return None if os.path.isfile(path) and os.access(path, os.X_OK) else _words(EACCES)


def _words(number: int) -> str:
    return f"{os.strerror(number)} (os error {number})"
