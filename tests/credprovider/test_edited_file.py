"""A user's file under change: whose it may be, what of it is shown, and how it is written."""

import os
import stat
from pathlib import Path

import pytest

from credprovider.edited_file import EditedFile
from credprovider.errors import Other
from tests.credprovider.provider import CANARY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def opened(path: Path, *, follow: bool = True) -> EditedFile:
    return EditedFile(str(path), mode=0o640, follow=follow)


def refused(path: Path, *, follow: bool = True) -> str:
    with pytest.raises(Other) as raised:
        opened(path, follow=follow)
    return "\n".join([raised.value.message, *raised.value.causes])


def test_a_file_is_changed_in_its_place_and_keeps_its_mode(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf# one\r\na = 1\r\n")
    path.chmod(0o604)
    file = opened(path)
    assert not file.is_changed
    assert file.difference() == []

    file.toml.set(("b",), "2")
    assert file.is_changed
    assert path.read_bytes() == b"\xef\xbb\xbf# one\r\na = 1\r\n"
    file.write()

    assert path.read_bytes() == b'\xef\xbb\xbf# one\r\na = 1\r\nb = "2"\r\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_a_new_file_has_the_mode_that_was_asked_for(path: Path, mask: int) -> None:
    # abuse case 81
    before = os.umask(mask)
    try:
        file = opened(path / "deep.toml")
        file.toml.set(("a",), "1")
        file.write()
    finally:
        os.umask(before)

    assert stat.S_IMODE((path / "deep.toml").stat().st_mode) == 0o640
    assert not path.stat().st_mode & 0o022


def test_the_group_of_a_file_is_kept(path: Path) -> None:
    groups = [group for group in (os.getgroups() if os.geteuid() else [12345]) if group != os.getegid()]
    path.write_text("")
    if groups:
        os.chown(path, -1, groups[0])
    group = path.stat().st_gid
    file = opened(path)
    file.toml.set(("a",), "1")
    file.write()

    assert path.stat().st_gid == group


def test_a_link_stays_a_link_and_the_file_behind_it_is_changed(path: Path) -> None:
    target = path.parent / "dotfiles" / "cargo.toml"
    target.parent.mkdir()
    target.write_text("a = 1\n")
    path.symlink_to("dotfiles/cargo.toml")
    file = opened(path)
    file.toml.set(("b",), "2")
    file.write()

    assert path.is_symlink()
    assert target.read_text() == 'a = 1\nb = "2"\n'
    assert f"--- {path}" in file.difference()


def test_a_link_to_nowhere_is_refused(path: Path) -> None:
    path.symlink_to("nowhere")

    assert f"it is a symbolic link to {path.parent}/nowhere, which is not there" in refused(path)


def test_a_link_is_refused_where_none_may_be(path: Path) -> None:
    path.symlink_to("nowhere")

    assert "it is a symbolic link" in refused(path, follow=False)


def test_a_file_that_others_may_change_is_refused(path: Path) -> None:
    # abuse case 80
    path.write_text("")
    path.chmod(0o664)
    assert "others may change it (mode 0664); run `chmod go-w` on it" in refused(path)

    path.chmod(0o644)
    path.parent.chmod(0o777)
    assert "everybody may replace it" in refused(path)


def test_a_link_that_everybody_may_replace_is_refused(path: Path) -> None:
    target = path.parent / "dotfiles" / "cargo.toml"
    target.parent.mkdir()
    target.write_text("")
    open_to_all = path.parent / "open"
    open_to_all.mkdir()
    (open_to_all / "config.toml").symlink_to(target)
    open_to_all.chmod(0o777)

    assert "everybody may replace it" in refused(open_to_all / "config.toml")


@pytest.mark.parametrize("make", ["fifo", "folder"])
def test_what_is_no_file_is_refused(path: Path, make: str) -> None:
    # abuse case 80
    if make == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()

    assert "it is not a regular file" in refused(path)


def test_a_file_of_somebody_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("")
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)

    assert f"belongs to user {owner}, not to you" in refused(path)


@pytest.mark.parametrize(
    ("data", "where"),
    [(b"a = 1\nb = [\n", "line 2"), (b"a = 1\n\xff = 2", "line 2, byte 1"), (b"a = 1\n[a]\n", "line 2, column")],
)
def test_what_is_not_toml_is_refused_with_line_and_column(path: Path, data: bytes, where: str) -> None:
    path.write_bytes(data)
    said = refused(path)

    assert f"{path} is not valid TOML" in said
    assert where in said


def test_a_file_that_has_been_changed_meanwhile_is_left_alone(path: Path) -> None:
    path.write_text("a = 1\n")
    file = opened(path)
    file.toml.set(("b",), "2")
    path.write_text("a = 3\n")

    with pytest.raises(Other, match="changed by another program"):
        file.write()
    assert path.read_text() == "a = 3\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_a_file_that_cannot_be_written_stays_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # abuse case 81
    path.write_text("a = 1\n")
    file = opened(path)
    file.toml.set(("b",), "2")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Other) as raised:
        file.write()

    assert raised.value.causes == ("No space left on device",)
    assert path.read_text() == "a = 1\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    "line",
    [
        f'token = "{CANARY}"',
        f"token = '''\n{CANARY}'''",
        f'"to\\u006ben" = "{CANARY}"',
        f'secret-key = "{CANARY}"',
        f'registries.x = {{ token = "{CANARY}", index = "x" }}',
        f'env.ANYTHING = "{CANARY}"',
        f'env.ANYTHING = {{ value = "{CANARY}", force = true }}',
        f'http.proxy = "http://user:{CANARY}@proxy.example"',
    ],
)
def test_no_secret_is_shown(path: Path, line: str) -> None:
    path.write_text(f"{line}\nplain = 'shown'\n")
    file = opened(path)
    file.toml.set(("b",), "2")
    shown = "\n".join(file.difference())

    assert CANARY not in shown
    assert "***" in shown
    assert " plain = 'shown'" in shown


def test_what_steers_a_terminal_is_shown_as_an_escape(path: Path) -> None:
    # abuse case 21
    path.write_text("a = 'x'\t# \u202eone\n")
    file = opened(path)
    file.toml.set(("b",), "\x1b[2J")

    assert file.difference()[-2:] == [" a = 'x'\t# \\u202eone", '+b = "\\u001b[2J"']
