import os
import socket
from pathlib import Path

import pytest

from credprovider.errors import Other
from credprovider.private_file import cargo_home, check_folder, open_trusted, read_all


def opened(path: Path, *, secret: bool = False) -> bytes | None:
    descriptor = open_trusted(str(path), secret=secret)
    return None if descriptor is None else read_all(descriptor, str(path), 1024)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("content")
    path.chmod(0o600)
    return path


def test_a_private_file_is_read(file: Path) -> None:
    assert opened(file) == opened(file, secret=True) == b"content"


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert opened(tmp_path / "none") is None
    assert opened(tmp_path / "no" / "folder") is None


def test_others_may_read_what_is_not_secret(file: Path) -> None:
    file.chmod(0o644)

    assert opened(file) == b"content"
    with pytest.raises(Other, match=r"others may read or change it \(mode 0644\); run `chmod 600`"):
        opened(file, secret=True)


@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_nobody_else_may_write(file: Path, mode: int) -> None:
    # abuse case 80
    file.chmod(mode)

    with pytest.raises(Other, match="others may change it"):
        opened(file)


def test_a_symbolic_link_is_not_followed(tmp_path: Path, file: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)

    with pytest.raises(Other, match="it is a symbolic link"):
        opened(link)


def test_what_is_no_file_neither_hangs_nor_passes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for name in ("fifo", "socket", "."):
            with pytest.raises(Other):
                opened(tmp_path / name)
    with pytest.raises(Other, match="not a regular file"):
        opened(Path("/dev/null"))


def test_a_file_of_another_user(file: Path) -> None:
    # abuse case 80
    theirs = file
    if os.geteuid() == 0:
        os.chown(file, 12345, -1)
    else:
        theirs = Path("/etc/passwd")  # root's, and that is not enough for a secret

    with pytest.raises(Other, match=r"it belongs to user \d+, not to you"):
        opened(theirs, secret=True)


def test_a_folder_where_everybody_may_replace_it(file: Path) -> None:
    file.parent.chmod(0o777)
    with pytest.raises(Other, match="its folder is writable for all"):
        opened(file)
    with pytest.raises(Other, match="its folder is writable for all"):
        check_folder(str(file))

    file.parent.chmod(0o1777)
    assert opened(file) == b"content"


def test_a_file_that_is_too_large(file: Path) -> None:
    file.write_bytes(b"x" * 1025)

    with pytest.raises(Other, match="larger than 1 KiB"):
        opened(file)


def test_where_cargo_is_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARGO_HOME", "here")
    assert cargo_home() == str(tmp_path / "here")
    monkeypatch.setenv("CARGO_HOME", "")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert cargo_home() == "/home/somebody/.cargo"
    monkeypatch.delenv("CARGO_HOME")
    monkeypatch.delenv("HOME")
    assert cargo_home() == str(Path("~").expanduser() / ".cargo")
