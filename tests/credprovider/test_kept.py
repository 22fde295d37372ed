"""Secrets that are kept between runs: where, with which rights, and that nothing wrong with them does harm."""

import json
import os
import stat
import threading
import time
from pathlib import Path

import pytest

from credprovider import kept
from credprovider.errors import Other, Unavailable
from credprovider.kept import Kept
from credprovider.runtime_folder import runtime_folder

VALUE: dict[str, object] = {"token": "abc", "n": 1}


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder, on a machine without the kernel's keyring."""

    def unavailable(*_: object) -> None:
        raise Unavailable("not here")

    for name in ("read", "write", "remove"):
        monkeypatch.setattr(kept, name, unavailable)
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "cargo-home"))
    return folder


def only_file(runtime: Path) -> Path:
    (found,) = (runtime / "cargo-credprovider").iterdir()
    return found


def test_what_is_kept_comes_back_until_it_ends() -> None:
    assert Kept("a").read(1000) is None
    assert Kept("a").keep(VALUE, 2000, 1000)

    assert Kept("a").read(1999.5) == VALUE
    assert Kept("a").read(2000) is None
    assert Kept("b").read(1500) is None


def test_what_has_no_end() -> None:
    Kept("a").keep(VALUE, None, 1000)

    assert Kept("a").read(9e9) == VALUE


def test_what_has_ended_is_not_kept(runtime: Path) -> None:
    assert not Kept("a").keep(VALUE, 1000, 1000)
    assert not [*runtime.rglob("*.json")]


def test_it_is_dropped() -> None:
    Kept("a").keep(VALUE, None, 1000)

    assert Kept("a").drop()
    assert Kept("a").read(1000) is None
    assert not Kept("a").drop()


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o777])
def test_nobody_else_can_read_it(runtime: Path, mask: int) -> None:
    # abuse case 81
    before = os.umask(mask)
    try:
        Kept("a").keep(VALUE, None, 1000)
    finally:
        os.umask(before)
    folder = runtime / "cargo-credprovider"
    if mask == 0o777:  # not even we could open the folder then
        assert Kept("a").read(1000) is None or stat.S_IMODE(folder.stat().st_mode) == 0
        folder.chmod(0o700)
        return

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(runtime).stat().st_mode) == 0o600


def test_its_name_says_nothing(runtime: Path) -> None:
    Kept("vault https://vault.example.com secret-id").keep(VALUE, None, 1000)

    assert set(only_file(runtime).name) <= set("0123456789abcdef")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"until":null}', b'{"until":"x","value":{}}', b"\xff", b"1" * 9])
def test_a_damaged_file_is_as_none(runtime: Path, data: bytes) -> None:
    Kept("a").keep(VALUE, None, 1000)
    only_file(runtime).write_bytes(data)

    assert Kept("a").read(1000) is None
    assert Kept("a").keep(VALUE, None, 1000)
    assert Kept("a").read(1000) == VALUE


def test_a_file_that_others_may_read_is_not_used(runtime: Path) -> None:
    # abuse case 80
    Kept("a").keep(VALUE, None, 1000)
    only_file(runtime).chmod(0o640)

    assert Kept("a").read(1000) is None


def test_a_symbolic_link_is_not_followed(runtime: Path, tmp_path: Path) -> None:
    Kept("a").keep(VALUE, None, 1000)
    file = only_file(runtime)
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")

    assert Kept("a").read(1000) is None


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_runtime_folder_that_is_open_to_others_is_none(runtime: Path, mode: int) -> None:
    runtime.chmod(mode)

    assert runtime_folder() is None
    assert not Kept("a").keep(VALUE, None, 1000)
    assert Kept("a").read(1000) is None


@pytest.mark.parametrize("value", ["", "relative", "/nonexistent/x"])
def test_no_runtime_folder(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", value)

    assert not Kept("a").keep(VALUE, None, 1000)
    assert Kept("a").read(1000) is None
    assert not Kept("a").drop()


def test_a_full_disk_leaves_what_was_there(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # abuse case 81
    Kept("a").keep(VALUE, None, 1000)
    monkeypatch.setattr(os, "write", lambda _descriptor, data: len(data) - 1)

    assert not Kept("a").keep({"token": "new"}, None, 1000)
    monkeypatch.undo()
    assert json.loads(only_file(runtime).read_text())["value"] == VALUE


def test_in_a_pod_the_kernels_keyring_is_not_asked(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(kept, "read", asked.append)
    monkeypatch.setattr(kept, "write", lambda *_: asked.append("write"))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")

    assert Kept("a").keep(VALUE, None, 1000)
    assert Kept("a").read(1000) == VALUE
    assert asked == []
    assert only_file(runtime).exists()


def test_what_cannot_be_removed_from_the_kernel_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_key: str) -> bool:
        raise Other("the kernel does not give it out")

    monkeypatch.setattr(kept, "remove", denied)
    with pytest.raises(Other, match="does not give it out"):
        Kept("a").drop()


@pytest.mark.parametrize("folder", ["runtime", "cargo home"])
def test_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    if folder == "cargo home":
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        (tmp_path / "cargo-home").mkdir()
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        with Kept("a").alone(20):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_whoever_holds_the_lock_for_ever_is_not_waited_for(tmp_path: Path) -> None:
    with Kept("a").alone(1):
        start = time.monotonic()
        with Kept("a").alone(0.1):
            assert 0.1 <= time.monotonic() - start < 5


def test_what_the_full_keyring_does_not_take_is_not_hidden_by_what_it_had_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # or the login of one person would go on to serve after another has logged in
    keyring: dict[str, bytes] = {}

    def write(key: str, data: bytes, _seconds: int | None) -> None:
        if keyring:
            raise Other("the kernel's keyring has no room left for this user")
        keyring[key] = data

    monkeypatch.setattr(kept, "write", write)
    monkeypatch.setattr(kept, "read", keyring.get)
    monkeypatch.setattr(kept, "remove", lambda key: keyring.pop(key, None) is not None)
    assert Kept("a").keep(VALUE, None, 1000)
    assert keyring

    assert Kept("a").keep({"token": "new"}, None, 1000)
    assert Kept("a").read(1000) == {"token": "new"}


def test_what_a_killed_process_left_half_written_does_no_harm(runtime: Path) -> None:
    # in a container a process often has the same number as the one before
    Kept("a").keep({"token": "old"}, None, 1000)
    left = only_file(runtime)
    left.rename(f"{left}.{os.getpid()}")

    assert Kept("a").keep(VALUE, None, 1000)
    assert Kept("a").read(1000) == VALUE
    assert b"old" not in b"".join(each.read_bytes() for each in left.parent.iterdir())
