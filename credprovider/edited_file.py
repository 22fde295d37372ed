"""A TOML file of the user's that a command changes: read, shown as a difference, written as a whole."""

import os
import stat
from collections.abc import Iterator
from difflib import unified_diff

from credprovider.errors import Other
from credprovider.new_file import NewFile
from credprovider.private_file import check_folder, open_trusted, read_all
from credprovider.toml_layout import TomlLayout
from credprovider.toml_text import TomlText
from credprovider.visible import visible
from policy.conceal import concealed

MAX_SIZE = 16 * 1024 * 1024
_BYTE_ORDER_MARK = "\ufeff"
_SECRETS = ("token", "secret-key", "password")


class EditedFile:
    """The file at `path`, which need not be there. toml: its text, to be changed; nothing is written before `write`.

    mode: the permissions of a file that is new; one that is there keeps its own, and its group. follow: whether `path`
    may be a symbolic link; the file behind it is changed then, and the link stays.

    Raises Other: the file is not the user's alone to change (see `open_trusted`), or is not TOML.
    """

    def __init__(self, path: str, *, mode: int, follow: bool = False) -> None:
        self.path = path
        self._target = _followed(path) if follow else path
        self._mode = mode
        self._group: int | None = None
        self._bytes = self._read()
        text = _decoded(self._bytes or b"", path)
        self._mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        self._before = text.removeprefix(_BYTE_ORDER_MARK)
        self.toml = TomlText(self._before, visible(path))

    @property
    def is_changed(self) -> bool:
        """Whether there is something to write."""
        return self.toml.text != self._before

    @property
    def data(self) -> bytes:
        """What `write` writes."""
        return (self._mark + self.toml.text).encode()

    def difference(self) -> list[str]:
        """Return the change as lines of a unified diff, safe to print and without any secret; none without a change."""
        before, after = _shown_lines(self._before), _shown_lines(self.toml.text)
        name = visible(self.path)
        return list(unified_diff(before, after, name, name, lineterm="")) if self.is_changed else []

    def write(self) -> None:
        """Write the change. Raises Other, also when the file has been changed by somebody else since it was read."""
        with NewFile(self._target, self.data, mode=self._mode, group=self._group) as new:
            if self._read() != self._bytes:
                raise Other(f"{visible(self.path)} has just been changed by another program", ("run this again",))
            new.put_in_place()

    def _read(self) -> bytes | None:
        descriptor = open_trusted(self._target, secret=False)
        if descriptor is None:
            return None
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid():
            os.close(descriptor)
            raise Other(f"{visible(self.path)} is not changed: it belongs to user {status.st_uid}, not to you")
        self._mode, self._group = stat.S_IMODE(status.st_mode), status.st_gid
        return read_all(descriptor, self._target, MAX_SIZE)


def _followed(path: str) -> str:
    if not os.path.islink(path):
        return path
    target = os.path.realpath(path)
    if not os.path.exists(target):
        raise Other(f"{visible(path)} is not changed: it is a symbolic link to {visible(target)}, which is not there")
    check_folder(path)
    return target


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        cause = f"line {line}, byte {column}: it is not UTF-8"
    raise Other(f"{visible(path)} is not valid TOML", (cause,))


def _shown_lines(text: str) -> list[str]:
    lines = _without_secrets(text).split("\n")
    shown = [line.removesuffix("\r").split("\t") for line in lines]
    return ["\t".join(visible(part, len(part)) for part in line) for line in shown[: -1 if lines[-1] == "" else None]]


def _without_secrets(text: str) -> str:
    """Put a star for each character of a secret: of what `concealed` knows by its looks, and what TOML knows by name.

    `[env]` is somebody else's settings, and any of them may be a secret.
    """
    toml = TomlText(text, "")
    for start, end in sorted(_secrets(toml.layout)):
        stars = "".join(char if char == "\n" else "*" for char in text[start:end])
        text = text[:start] + stars + text[end:]
    return concealed(text)


def _secrets(layout: TomlLayout) -> Iterator[tuple[int, int]]:
    for path, spans in layout.spans.items():
        if spans.value[0] > spans.key[1] and (path[-1] in _SECRETS or path[0] == "env"):
            yield spans.value
