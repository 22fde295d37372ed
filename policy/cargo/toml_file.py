"""Reading a TOML file as cargo does: UTF-8, with or without a byte order mark, TOML 1.1."""

import os
import stat
from errno import EISDIR
from typing import Any, NamedTuple

import tomli

MAX_BYTES = 16 * 1024 * 1024
"""More than any manifest or config has; cargo itself knows no limit."""


_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""A FIFO would make an ordinary open wait for a writer."""


class Problem(NamedTuple):
    """Why a file could not be read or parsed.

    message: what is wrong, in one sentence.
    line, column: 1-based; 0 where the file could not be read at all.
    """

    message: str
    line: int = 0
    column: int = 0

    @property
    def is_unread(self) -> bool:
        """Whether the file is there, and nothing is known of what it holds."""
        return not self.line and not self.message.endswith(("(os error 2)", "(os error 20)"))


class TomlFile(NamedTuple):
    """A file that was read.

    path: absolute.
    text: its text without the byte order mark; empty where it could not be read.
    data: what it holds; empty where there is a problem.
    problem: why there is no data.
    """

    path: str
    text: str
    data: dict[str, Any]
    problem: Problem | None = None


def read_toml(path: str) -> TomlFile:
    """Read and parse the file at `path`; never raises: what went wrong is the file's `problem`."""
    return parsed(path, read_text(path))


def parsed(path: str, text: str | Problem) -> TomlFile:
    """Return the file at `path` of which `read_text` has returned `text`."""
    return parse_toml(path, text) if isinstance(text, str) else TomlFile(path, "", {}, text)


def read_text(path: str) -> str | Problem:
    """Return the text of the file at `path` without a byte order mark, or why it cannot be had."""
    try:
        file = os.open(path, _FLAGS)
        try:
            status = os.fstat(file)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            if not stat.S_ISREG(status.st_mode):
                return Problem("it is not a regular file")
            content = os.read(file, min(status.st_size, MAX_BYTES) + 1)
            while len(content) <= MAX_BYTES and (more := os.read(file, 1 << 16)):
                content += more
            if len(content) > MAX_BYTES:
                return Problem(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
        finally:
            os.close(file)
    except UnicodeEncodeError:
        return Problem("its name cannot be written in the encoding of this system")
    except ValueError:
        return Problem("file name contained an unexpected NUL byte")
    except OSError as error:
        return Problem(f"{error.strerror} (os error {error.errno})")
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return Problem("stream did not contain valid UTF-8")


def parse_toml(path: str, text: str) -> TomlFile:
    """Parse `text`, which stands in the file at `path`."""
    try:
        return TomlFile(path, text, tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        from policy.cargo.toml_leniency import taken  # only a mistake pays for it
        from policy.cargo.toml_problem import explained

        if (data := taken(text, error)) is not None:
            return TomlFile(path, text, data)
        return TomlFile(path, text, {}, Problem(*explained(text, error)))
    except RecursionError:
        return TomlFile(path, text, {}, Problem("cannot recurse further; max recursion depth met", 1, 1))
    except ValueError:
        return TomlFile(path, text, {}, Problem("an integer in the file has more digits than can be read", 1, 1))
