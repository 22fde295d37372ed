"""A kernel keyring for a test alone: processes in a user namespace have a user keyring of their own, which ends with
the namespace. No key of the developer's is seen or touched.
"""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.processes import Child, StartError, bare_environment

REMEDY = "these tests need util-linux, a Linux kernel with CONFIG_KEYS, and the right to make user namespaces"


@dataclass(frozen=True)
class Key:
    """A key as /proc/keys shows it. timeout: such as `59m`, or `perm`. mask: the permissions, in hexadecimal."""

    timeout: str
    mask: str
    kind: str
    description: str


@dataclass(frozen=True)
class UserKeyring:
    """A user keyring. words: what a program is started through in order to have it."""

    words: tuple[str, ...]

    def listed(self, part: str = "") -> list[Key]:
        """Return the keys in the user keyring whose description has `part` in it."""
        text = self.run("print(k._payload(-4).hex())").strip()
        numbers = {int.from_bytes(bytes.fromhex(text[at : at + 8]), sys.byteorder) for at in range(0, len(text), 8)}
        rows = [line.split(None, 8) for line in self._printed("cat", "/proc/keys").splitlines()]
        found = [Key(row[3], row[4], row[7], row[8].rpartition(": ")[0]) for row in rows if int(row[0], 16) in numbers]
        return [key for key in found if part in key.description]

    def run(self, code: str) -> str:
        """Run Python code in which `k` is our module of the kernel's keyring; return what it printed."""
        return self._printed(sys.executable, "-c", f"from credprovider import kernel_keyring as k\n{code}")

    def _printed(self, *command: str) -> str:
        done = subprocess.run([*self.words, *command], capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace")


@contextlib.contextmanager
def private_keyring(directory: Path) -> Iterator[UserKeyring]:
    """Hold a user namespace open until the block ends. directory: for the log. Raises StartError where there can be
    none.
    """
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        raise StartError("no `unshare` and `nsenter` on PATH")
    if not Path("/proc/keys").exists():
        raise StartError("this kernel has no keyrings")
    command = ["unshare", "--user", "--map-current-user", "--", "sh", "-c", "echo inside; exec cat"]
    environment = bare_environment(directory)
    with Child(command, environment=environment, directory=directory, name="namespace", speaks=True) as holder:
        assert holder.first_line() == "inside"
        place = f"/proc/{holder.process.pid}/ns/user"
        keyring = UserKeyring(("nsenter", f"--user={place}", "--preserve-credentials", "--"))
        try:
            keyring.listed()
        except subprocess.CalledProcessError as error:
            raise StartError(f"the user keyring cannot be read: {error.stderr.decode()}") from None
        yield keyring
