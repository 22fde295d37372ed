"""Opening a URL in the person's browser, where there is one. The URL is shown on the terminal in any case."""

import os
import subprocess
import sys

_NAMES = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "DISPLAY", "XAUTHORITY", "BROWSER", "TMPDIR")
_BEGINNINGS = ("LC_", "XDG_", "WAYLAND_", "DBUS_SESSION_", "DESKTOP_", "KDE_", "GNOME_", "WSL")
"""The variables that a browser needs. No other is handed on: some hold secrets."""


def open_browser(url: str) -> bool:
    """Open `url`, which must be one of https or of this machine; return whether a program was started for that. What
    becomes of it is not waited for.
    """
    program = _program()
    if program is None:
        return False
    try:
        subprocess.Popen(
            [program, url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name in _NAMES or name.startswith(_BEGINNINGS)},
            cwd="/",
            start_new_session=True,  # Ctrl-C at our terminal is not for the browser
        )
    except OSError:
        return False
    return True


def _program() -> str | None:
    """Return the absolute path of the program that opens URLs here; None where nobody would see the browser."""
    if any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")):
        return None
    if sys.platform == "darwin":
        return _on_path("open")
    windows = bool(os.environ.get("WSL_DISTRO_NAME"))
    if not (windows or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    names = ("wslview", "xdg-open") if windows else ("xdg-open", "sensible-browser")
    return next((path for path in map(_on_path, names) if path is not None), None)


def _on_path(name: str) -> str | None:
    """Return where a program is. Any folder of PATH that is not absolute would be in the project."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)
        if folder.startswith("/") and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None
