"""The kernel's keyring, for real: what it keeps, when it drops it, and what it refuses."""

import errno
import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from credprovider import kernel_keyring
from credprovider.errors import Other, Unavailable
from tests.conftest import absent
from tests.servers.seccomp import ADD_KEY, KEYCTL, KILL, refusing
from tests.servers.user_keyring import UserKeyring

NAME = "cargo-customs:test"
GIVEN = f"import sys, time\nfrom credprovider import kernel_keyring as k\nname = {NAME!r}\n"
SETPERM, LINK, UNLINK, SET_TIMEOUT = 5, 8, 9, 15


def run(keyring: UserKeyring, code: str, *through: str) -> "subprocess.CompletedProcess[str]":
    """Run `code` in a process that has this keyring."""
    command = [*keyring.words, *through, sys.executable, "-c", GIVEN + code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def out(keyring: UserKeyring, code: str, *through: str) -> str:
    """Run `code`; return what it printed, on one line."""
    done = run(keyring, code, *through)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def refused(keyring: UserKeyring, code: str, *through: str) -> str:
    """Run `code`, which must raise Unavailable or Other; return which, its message and its causes."""
    catching = f"""
from credprovider.errors import Other
try:
    print("not refused", {code})
except Other as error:
    print(type(error).__name__, error.message, *error.causes, sep="; ")
"""
    return out(keyring, catching, *through)


def test_what_is_written_is_read_by_another_process(user_keyring: UserKeyring) -> None:
    out(user_keyring, "k.write(name, b'\\0 one \\xff', None)")

    assert out(user_keyring, "print(k.read(name))") == r"b'\x00 one \xff'"
    assert out(user_keyring, "print(k.read(name + 'x'))") == "None"


def test_writing_again_replaces_the_key(user_keyring: UserKeyring) -> None:
    code = "for size in (1, 5000, 32767, 3): k.write(name, b'x' * size, 60); print(len(k.read(name)), end=' ')"

    assert out(user_keyring, code) == "1 5000 32767 3"
    assert len(user_keyring.listed(NAME)) == 1


def test_a_key_is_removed_once(user_keyring: UserKeyring) -> None:
    code = "k.write(name, b'x', None); print(k.remove(name), k.read(name), k.remove(name))"

    assert out(user_keyring, code) == "True None False"


def test_names_that_are_not_ascii_are_names(user_keyring: UserKeyring) -> None:
    code = "k.write('ж', b'x', None); k.write('\\udcff', b'y', None); "
    code += "print(k.read('ж'), k.read('\\udcff'), k.read('é'))"

    assert out(user_keyring, code) == "b'x' b'y' None"


def test_the_kernel_drops_a_key_at_its_end(user_keyring: UserKeyring) -> None:
    # abuse case 79: what has ended is answered with EKEYEXPIRED
    code = "k.write(name, b'x', 1); print(k.read(name)); time.sleep(1.3); print(k.read(name), k.remove(name))"

    assert out(user_keyring, code).split("\n") == ["b'x'", "None False"]


def test_a_key_that_has_ended_is_replaced(user_keyring: UserKeyring) -> None:
    code = "k.write(name, b'x', 1); time.sleep(1.3); k.write(name, b'y', None); print(k.read(name))"

    assert out(user_keyring, code) == "b'y'"
    assert user_keyring.listed(NAME)[0].timeout == "perm"


def test_only_the_owner_has_rights_and_needs_no_possession(user_keyring: UserKeyring) -> None:
    # A login by ssh, su or systemd starts a session keyring that does not possess the user's.
    out(user_keyring, "k.write(name, b'x', 5400)")
    assert [(key.timeout, key.mask) for key in user_keyring.listed(NAME)] == [("1h", "3f3f0000")]

    new_session = "k._call(k._KEYCTL, 1, b'a new session')\n"
    read, write = "print(k.read(name))", "k.write(name, b'y', None); print(k.read(name), k.remove(name))"
    assert out(user_keyring, new_session + read) == "b'x'"
    assert out(user_keyring, new_session + write) == "b'y' True"


def test_a_key_that_another_program_made_for_its_session_alone(user_keyring: UserKeyring) -> None:
    # abuse case 79: EACCES, the trap of possession
    made = "k._call(k._ADD_KEY, b'user', name.encode(), b'x', 1, -4); k._call(k._KEYCTL, 1, b'a new session')\n"

    out(user_keyring, made)
    new_session = "k._call(k._KEYCTL, 1, b'another session')"
    assert refused(user_keyring, f"({new_session}, k.read(name))") == (
        f"Other; the kernel does not give out its key `{NAME}`; "
        "it was made by another program or for another session; log in again, which replaces it"
    )
    assert out(user_keyring, "k.write(name, b'y', None); print(k.read(name))") == "b'y'"


def test_a_revoked_key_is_gone(user_keyring: UserKeyring) -> None:
    # abuse case 79: EKEYREVOKED
    code = "k.write(name, b'x', None); k._with_key(name, lambda key: k._call(k._KEYCTL, 3, key)); print(k.read(name))"

    assert out(user_keyring, code) == "None"


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOSYS])
def test_a_container_that_forbids_keys_has_no_keyring(user_keyring: UserKeyring, number: int) -> None:
    # abuse case 79: EPERM as Docker's profile answers it, ENOSYS as a kernel without CONFIG_KEYS does
    for code, call in (("k.read(name)", KEYCTL), ("k.remove(name)", KEYCTL), ("k.write(name, b'x', 1)", ADD_KEY)):
        said = refused(user_keyring, code, *refusing(call, number))
        assert said.startswith("Unavailable; the Linux kernel's keyring is not available; "), said


@pytest.mark.parametrize("operation", [SETPERM, SET_TIMEOUT, LINK])
def test_a_write_that_is_refused_half_way_leaves_the_old_key(user_keyring: UserKeyring, operation: int) -> None:
    out(user_keyring, "k.write(name, b'old', 5400)")
    said = refused(user_keyring, "k.write(name, b'new', 60)", *refusing(KEYCTL, errno.ENOMEM, operation=operation))

    assert said == "Other; the kernel's keyring answered with an error; Cannot allocate memory"
    assert out(user_keyring, "print(k.read(name))") == "b'old'"


@pytest.mark.parametrize(
    ("call", "operation", "left"),
    [
        (ADD_KEY, None, ("b'old'", "1h")),
        (KEYCTL, SETPERM, ("b'old'", "1h")),
        (KEYCTL, SET_TIMEOUT, ("b'old'", "1h")),
        (KEYCTL, LINK, ("b'old'", "1h")),
        (KEYCTL, UNLINK, ("b'new'", "2h")),
    ],
)
def test_a_writer_killed_at_each_moment(
    user_keyring: UserKeyring, call: int, operation: int | None, left: tuple[str, str]
) -> None:
    # conformance 83; abuse case 81: the old key or the new one, never one without its end
    out(user_keyring, "k.write(name, b'old', 5400)")
    done = run(user_keyring, "k.write(name, b'new', 9000)", *refusing(call, KILL, operation=operation))

    assert done.returncode != 0
    assert (out(user_keyring, "print(k.read(name))"), user_keyring.listed(NAME)[0].timeout) == left


def test_readers_see_whole_payloads_while_they_are_replaced(user_keyring: UserKeyring) -> None:
    # The payload grows between the question for its size and the answer.
    writing = "end = time.monotonic() + 2\nwhile time.monotonic() < end:\n"
    writing += "    for size in (10, 20000): k.write(name, b'%d' % (size % 7) * size, 60)"
    reading = "time.sleep(0.2); print({(len(p), len(set(p))) for p in (k.read(name) for _ in range(20000))})"
    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(run, user_keyring, writing)
        seen = pool.submit(out, user_keyring, reading).result()
        assert writer.result().returncode == 0, writer.result().stderr

    assert seen in ("{(10, 1), (20000, 1)}", "{(20000, 1), (10, 1)}")


def test_many_writers(user_keyring: UserKeyring) -> None:
    # abuse case 82
    code = "for _ in range(200): k.write(name, b'{0}' * {0}00, 60); assert k.read(name)"
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda number: run(user_keyring, code.format(number)), range(1, 9)))

    assert [each.returncode for each in done] == [0] * 8, done
    assert out(user_keyring, "p = k.read(name); print(len(p) == int(p[:1]) * 100)") == "True"
    assert len(user_keyring.listed(NAME)) == 1


def as_a_new_user() -> tuple[str, ...]:
    """Return the words to start a program through as a user that nobody is, which has root's way to files."""
    if os.geteuid() != 0:
        absent("only root can start a program as another user: run the tests as root")
    user = 70_000 + secrets.randbelow(10**9)
    able = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *able, "--")


def test_a_used_up_quota_is_told_and_leaves_the_old_key() -> None:
    # abuse case 79: EDQUOT; users other than root have 200 keys and 20000 bytes
    nobody = UserKeyring(as_a_new_user())
    code = """
k.write(name, b'old', None)
for number in range(300):
    try:
        k._call(k._ADD_KEY, b'user', b'filler %d' % number, b'x', 1, -4)
    except k._Refused:
        break
try:
    k.write(name, b'new', None)
except Exception as error:
    print(error.message, *error.causes, sep="; ")
print(k.read(name))
"""
    said, kept = out(nobody, code).split("\n")
    assert said.startswith("the kernel's keyring has no room left for this user; its quota is used up; log out of ")
    assert kept == "b'old'"


def test_the_room_of_a_replaced_key_is_waited_for() -> None:
    # The kernel takes a replaced key off the quota a little later; 8000 bytes fit twice and no third time.
    code = "for number in range(40): k.write(name, b'%d' % (number % 10) * 8000, None)\nprint(k.read(name)[:3])"

    assert out(UserKeyring(as_a_new_user()), code) == "b'999'"


def test_a_machine_whose_calls_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_keyring, "_NUMBERS", {"s390x": (278, 280)})

    with pytest.raises(Unavailable, match="not available") as caught:
        kernel_keyring.read(NAME)
    assert caught.value.causes[0].startswith("this program knows no such thing for ")


@pytest.mark.parametrize("platform", ["darwin", "win32", "freebsd14"])
def test_a_system_without_it(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    with pytest.raises(Unavailable):
        kernel_keyring.write(NAME, b"x", None)


def test_a_program_of_32_bits_has_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)

    with pytest.raises(Unavailable):
        kernel_keyring.remove(NAME)


def test_a_python_without_ctypes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)

    with pytest.raises(Unavailable) as caught:
        kernel_keyring.read(NAME)
    assert "without ctypes" in caught.value.causes[0]


@pytest.mark.parametrize("name", ["x\0y", "x" * 4096])
def test_a_name_that_no_key_can_have(name: str) -> None:
    for call in (kernel_keyring.read, kernel_keyring.remove):
        with pytest.raises(Other, match="has no place for"):
            call(name)


@pytest.mark.parametrize("payload", [b"", b"x" * 32768])
def test_a_payload_that_no_key_can_have(payload: bytes) -> None:
    with pytest.raises(Other, match="do not fit"):
        kernel_keyring.write(NAME, payload, None)
