"""The launcher: a small program in cargo's `bin` folder that starts the provider in the fastest and strictest way.

What pip installs as `cargo-credprovider` starts Python with all that is around it: a module in a project's folder is
imported when PYTHONPATH has an empty entry, and each `.pth` file costs time. Here Python starts with `-I` and `-S`, and
looks for modules in its own library and in the folders that stand in the launcher.
"""

import json
import os
import shlex
import subprocess
import sys

from credprovider.errors import Other
from credprovider.launch import HELLO
from credprovider.new_file import NewFile
from credprovider.visible import visible

LAUNCHER = "cargo-credential-customs"
_MARK = "# cargo-customs launcher: written by `cargo credprovider setup`, removed by `cargo credprovider uninstall`"
_LONGEST_SHEBANG = 127  # bytes, without the line end: what Linux read before 5.1; other kernels read no less
_SECONDS = 10
_NEEDED = ("credprovider", "policy", "tomli")
_OPTIONAL = ("keyring", "jeepney", "cryptography", "hvac")
_FIND = """
import importlib.util, json, os, sys
folders = {}
for name in sys.argv[1:]:
    found = importlib.util.find_spec(name)
    if found is not None and found.origin:
        folder = os.path.dirname(found.origin)
        folders[name] = os.path.dirname(folder) if found.submodule_search_locations else folder
print(json.dumps([folders, sys.path]))
"""


class Launcher:
    """The launcher in cargo's home `home`. path: what cargo's configuration names.

    On Windows, which knows no shebang, that is the program that pip has installed, and nothing is written.
    """

    def __init__(self, home: str) -> None:
        self.is_written = os.name != "nt"
        installed = os.path.join(os.path.dirname(sys.executable), "cargo-credprovider.exe")
        self.path = os.path.join(home, "bin", LAUNCHER) if self.is_written else installed

    def content(self) -> bytes:
        """Return the launcher for this Python and this installation. Raises Other when it cannot be started so."""
        if not sys.executable or not os.path.isabs(sys.executable):
            raise Other("Python does not know by which path it was started, so that no launcher can name it")
        code = (
            "import sys\n\n"
            f"sys.path += [{', '.join(map(ascii, package_folders()))}]\n"
            "from credprovider.launch import main\n\n"
            "sys.exit(main())\n"
        )
        shebang = f"#!{sys.executable} -IS"
        if _fits(shebang):
            text = f"{shebang}\n{_MARK}\n{code}"
        else:
            text = f'#!/bin/sh\n{_MARK}\nexec {shlex.quote(sys.executable)} -IS -c {shlex.quote(code)} "$@"\n'
        return os.fsencode(text)

    def is_current(self, content: bytes) -> bool:
        """Whether `content` is what is there. Raises Other when something stands there that is not ours."""
        if not self.is_written:
            return True
        return self._read() == content and os.stat(self.path).st_mode & 0o777 == 0o755

    def is_there(self) -> bool:
        """Whether a launcher of ours is there. Raises Other when something else is."""
        return self.is_written and self._read() is not None

    def write(self, content: bytes) -> None:
        """Put the launcher there, once it has worked. Raises Other; then what was there still is."""
        if self.is_current(content):
            _try(self.path)
            return
        with NewFile(self.path, content, mode=0o755) as new:
            _try(new.name)
            new.put_in_place()

    def remove(self) -> None:
        """Remove the launcher. Raises Other when it cannot be removed, or is not ours."""
        try:
            if self.is_there():
                os.unlink(self.path)
        except OSError as error:
            raise Other(f"{visible(self.path)} cannot be removed", (error.strerror or "unknown error",)) from None

    def _read(self) -> bytes | None:
        """Return what is there, None for nothing. Raises Other when that is not a launcher of ours."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = "it is a symbolic link" if os.path.islink(self.path) else error.strerror or "unknown error"
            raise self._foreign(reason) from None
        try:
            with os.fdopen(descriptor, "rb") as file:
                content = file.read(1 << 20)
        except OSError as error:
            raise self._foreign(error.strerror or "unknown error") from None
        if content.split(b"\n")[1:2] != [_MARK.encode()]:
            raise self._foreign("it was not written by `cargo credprovider setup`")
        return content

    def _foreign(self, reason: str) -> Other:
        return Other(f"{visible(self.path)} is not touched: {reason}", ("move it away and run this again",))


def package_folders() -> list[str]:
    """Return the folders that the packages lie in, in the order in which Python looks for modules.

    What PYTHONPATH says, and the current folder, do not count. Raises Other when a package is not found without them.
    """
    command = [sys.executable, "-E", "-P", "-c", _FIND, *_NEEDED, *_OPTIONAL]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=True)
        folders, path = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        reason = f"{type(error).__name__} while {visible(sys.executable)} looked for the packages"
        raise Other("no launcher can be written: the installed packages are not found", (reason,)) from None
    missing = [name for name in _NEEDED if name not in folders]
    if missing:
        raise Other(
            f"{visible(sys.executable)} finds {missing[0]} only by PYTHONPATH or by the current folder",
            ("install cargo-customs, such as with `pipx install cargo-customs`, and run the installed program",),
        )
    found = dict.fromkeys(os.path.abspath(folder) for folder in folders.values())
    return sorted(found, key=lambda folder: path.index(folder) if folder in path else len(path))


def _fits(shebang: str) -> bool:
    return len(os.fsencode(shebang)) <= _LONGEST_SHEBANG and not any(char.isspace() for char in sys.executable)


def _try(program: str) -> None:
    """Raise Other unless the program greets as a provider does and ends with its input."""
    try:
        command = [program, "--cargo-plugin"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False)
        reason = "" if done.stdout == HELLO else "it does not greet cargo"
        if done.returncode:
            last_words = done.stderr.decode(errors="replace").strip().split("\n")[-1]
            reason = f"it ended with status {done.returncode}: {last_words}"
    except subprocess.TimeoutExpired:
        reason = f"it did not end within {_SECONDS} s"
    except OSError as error:
        reason = error.strerror or "unknown error"
    if reason:
        raise Other("the launcher does not work here; nothing was changed", (visible(reason),))
