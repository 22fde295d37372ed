"""A file that takes another one's place as a whole: whoever reads sees the old content or the new one."""

import os
import tempfile

from credprovider.errors import Other
from credprovider.private_file import check_folder, sync_folder
from credprovider.visible import visible


class NewFile:
    """`data`, down to the disk in a file beside `path`, whose place it takes with `put_in_place`.

    mode: its permissions. group: its group, by number; by default that of a new file. name: where it is until then.
    A context manager; a file that was not put in place is gone after it. Raises Other when the file cannot be written,
    and when everybody could replace it.
    """

    def __init__(self, path: str, data: bytes, *, mode: int, group: int | None = None) -> None:
        self.path = path
        self.name = ""
        folder = os.path.dirname(path)
        try:
            os.makedirs(folder, mode=0o755, exist_ok=True)
            check_folder(path)
            descriptor, self.name = tempfile.mkstemp(dir=folder, prefix=os.path.basename(path) + ".")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                if group is not None and os.fstat(descriptor).st_gid != group:
                    os.fchown(descriptor, -1, group)
                os.fchmod(descriptor, mode)
                file.flush()
                os.fsync(descriptor)
        except OSError as error:
            self._remove()
            raise self._refused(error) from None
        except BaseException:
            self._remove()
            raise

    def put_in_place(self) -> None:
        """Let the file be `path` from now on, in one step. Raises Other; then `path` is what it was."""
        try:
            os.replace(self.name, self.path)
            self.name = ""
            sync_folder(os.path.dirname(self.path))
        except OSError as error:
            raise self._refused(error) from None

    def __enter__(self) -> "NewFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def _remove(self) -> None:
        if self.name:
            os.unlink(self.name)
            self.name = ""

    def _refused(self, error: OSError) -> Other:
        reason = error.strerror or "unknown error"
        return Other(f"{visible(self.path)} cannot be written; nothing there was changed", (reason,))
