"""The Linux kernel's keyring of this user: small secrets in the kernel's own memory, which is never swapped out, with
an end that the kernel itself enforces. No daemon, no library but the C library.

Keys lie in the user keyring (`@u`), which lasts as long as the user has processes, and are of the type `user`. Source:
keyctl(2), add_key(2), user-keyring(7). A key is finished in the keyring of this thread, which nobody else sees, and
only then linked into `@u`, where that replaces the key of the same description in one step: whenever this process is
killed, the old key is there or the new one, and never one without its end. Every process of the user may read a key,
as it may read the user's files.
"""

import os
import sys
from time import sleep

from credprovider.errors import Other, Unavailable
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from ctypes import Array, c_char

    Word = int | bytes | Array[c_char]

_NUMBERS = {"x86_64": (248, 250), "aarch64": (217, 219)}
"""By machine: the numbers of the system calls add_key and keyctl for a program of 64 bits."""

_THREAD_KEYRING, _USER_KEYRING = -1, -4
_ADD_KEY, _KEYCTL = 0, 1
_SETPERM, _LINK, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 5, 8, 9, 10, 11, 15
_TYPE = b"user"
_OWNER = 0x3F3F0000  # all for possessor and owner: sshd, su and systemd start sessions that do not possess `@u`
_LARGEST = 32767  # bytes of a payload
_LONGEST = 4095  # bytes of a description
_LAST = 2**31 - 1  # seconds: 68 years; the kernel counts them in 32 bits
_TRIES = 20
_EPERM, _ENOENT, _EACCES, _ENOSYS, _EDQUOT = 1, 2, 13, 38, 122
_GONE = (126, 127, 128)  # ENOKEY, EKEYEXPIRED, EKEYREVOKED


class _Refused(Exception):  # noqa: N818 - a refusal of the kernel's; told to a person as Other
    """The kernel's answer to one call. number: its errno."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def read(description: str) -> bytes | None:
    """Return the payload of the user's key `description`; None when there is none or it has ended.

    Raises Unavailable where the kernel offers no keys to this process, Other when it does not let us read this one.
    """
    return _with_key(description, _payload)


def write(description: str, payload: bytes, seconds: int | None) -> None:
    """Keep `payload`, 1 to 32767 bytes, under `description`, in place of what was there.

    seconds: after which the kernel drops it, 1 or more; None: when the user's last process has ended. Raises
    Unavailable and Other, as `read` does, and Other when there is no room.
    """
    name = _name(description)
    if not 0 < len(payload) <= _LARGEST:
        raise Other(f"{len(payload)} bytes do not fit into a key of the kernel's keyring, which has up to {_LARGEST}")
    try:
        key = _add_key(name, payload)
        try:
            _keyctl(_SETPERM, key, _OWNER)
            if seconds is not None:
                _keyctl(_SET_TIMEOUT, key, min(max(seconds, 1), _LAST))  # 0 would mean no end
            _keyctl(_LINK, key, _USER_KEYRING)
        finally:
            _keyctl(_UNLINK, key, _THREAD_KEYRING)  # or the next write would change this key in place
    except _Refused as refusal:
        raise _told(refusal.number, description) from None


def remove(description: str) -> bool:
    """Drop the user's key `description`. Return whether there was one that had not ended. Raises as `read` does."""
    return _with_key(description, _unlink) is not None


def _name(description: str) -> bytes:
    name = description.encode("utf-8", "surrogateescape")
    if b"\0" in name or len(name) > _LONGEST:
        problem = "contains a zero byte" if b"\0" in name else f"is longer than {_LONGEST} bytes"
        raise Other(f"the kernel's keyring has no place for `{visible(description, 80)}`, which {problem}")
    return name


def _with_key(description: str, action: "Callable[[int], bytes]") -> bytes | None:
    """Return what `action` makes of the user's key; None when there is none.

    A key that was found may be replaced before `action` gets to it; then the one that took its place is looked for.
    """
    name = _name(description)
    number = 0
    for _ in range(_TRIES):
        try:
            key = _keyctl(_SEARCH, _USER_KEYRING, _TYPE, name, 0)
        except _Refused as refusal:
            if refusal.number in _GONE:
                return None
            raise _told(refusal.number, description) from None
        try:
            return action(key)
        except _Refused as refusal:
            number = refusal.number
            if number not in _GONE and number != _ENOENT:
                break
    raise _told(number, description)


def _unlink(key: int) -> bytes:
    _keyctl(_UNLINK, key, _USER_KEYRING)
    return b""


def _payload(key: int) -> bytes:
    from ctypes import create_string_buffer

    size = 4096
    while True:
        buffer = create_string_buffer(size)
        needed = _keyctl(_READ, key, buffer, size)
        if needed <= size:
            return buffer.raw[:needed]
        size = needed  # the kernel has copied nothing useful; and another process may change the key before we ask anew


def _add_key(name: bytes, payload: bytes) -> int:
    tries = _TRIES
    while True:
        try:
            return _call(_ADD_KEY, _TYPE, name, payload, len(payload), _THREAD_KEYRING)
        except _Refused as refusal:
            tries -= 1
            if refusal.number != _EDQUOT or not tries:
                raise
        sleep(0.05)  # a key that was replaced is taken off the quota a little later: 35 ms on a quiet machine


def _keyctl(operation: int, *arguments: "Word") -> int:
    return _call(_KEYCTL, operation, *arguments)


def _call(which: int, *arguments: "Word") -> int:
    """Make one system call and return its result, which is never negative. Raises _Refused."""
    machine = os.uname().machine if sys.platform == "linux" else sys.platform
    if machine not in _NUMBERS or sys.maxsize < 2**32:
        raise _unavailable(f"this program knows no such thing for {visible(machine, 60)}")
    try:
        from ctypes import CDLL, c_long, get_errno  # 2 ms
    except ImportError:
        raise _unavailable("this Python was built without ctypes, for want of libffi") from None
    syscall = CDLL(None, use_errno=True).syscall
    syscall.restype = c_long
    words = (c_long(word) if isinstance(word, int) else word for word in arguments)
    result: int = syscall(c_long(_NUMBERS[machine][which]), *words)
    if result < 0:
        raise _Refused(get_errno())
    return result


def _told(number: int, description: str) -> Other:
    """Return what a person is told about the errno `number`."""
    if number == _EPERM:
        return _unavailable("this process may not use it, as in a container; Docker's default profile forbids keyctl")
    if number == _ENOSYS:
        return _unavailable("this kernel was built without it, or a container's profile hides it")
    if number == _EDQUOT:
        advice = "log out of a registry that is stored there, or let root raise kernel.keys.maxkeys and maxbytes"
        return Other("the kernel's keyring has no room left for this user", ("its quota is used up", advice))
    if number == _EACCES:
        advice = "it was made by another program or for another session; log in again, which replaces it"
        return Other(f"the kernel does not give out its key `{visible(description)}`", (advice,))
    return Other("the kernel's keyring answered with an error", (os.strerror(number),))


def _unavailable(reason: str) -> Unavailable:
    return Unavailable("the Linux kernel's keyring is not available", (reason,))
