"""What surrounds the process may be odd, hostile or broken: variables, arguments, folders, programs on PATH, a parent
that dies.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import need
from tests.credprovider.provider import (
    CANARY,
    HELLO,
    INDEX,
    LOGGED_IN,
    NOT_FOUND,
    PROGRAM,
    Provider,
    check_output,
    request,
    token,
)
from tests.servers.secret_service import SecretService

GET = json.dumps(request()).encode() + b"\n"
FILE = '[file]\nprotection = "none"\n[registries."{url}"]\nstore = "file"\n'


@pytest.fixture
def served(provider: Provider) -> Provider:
    provider.file_store()
    return provider


@pytest.mark.parametrize("argument", [b"\xff\xfe", b"--\xff=\x1b[2J", b"", "-\u00e9".encode()])
def test_arguments_that_are_no_text(served: Provider, argument: bytes) -> None:
    # conformance 5, 86; abuse case 92
    done = subprocess.run(
        [PROGRAM, argument, "--cargo-plugin", argument],
        input=GET,
        capture_output=True,
        env=served.environment,
        check=True,
    )

    check_output(done.stdout)
    assert (json.loads(done.stdout.splitlines()[1]), done.stderr) == (NOT_FOUND, b"")


def test_a_minimal_environment_and_a_home_that_is_no_text(provider: Provider) -> None:
    # conformance 86; abuse case 92
    home = Path(os.fsdecode(os.fsencode(provider.root) + b"/home-\xff"))
    home.mkdir()
    (home / "credprovider.toml").write_text(FILE.format(url=INDEX))
    environment = {b"CARGO_HOME": bytes(home), b"X": b"\xff"}

    def ask(*asked: dict[str, object]) -> list[Any]:
        text = b"".join(json.dumps(each).encode() + b"\n" for each in asked)
        done = subprocess.run([PROGRAM, "--cargo-plugin"], input=text, capture_output=True, env=environment, check=True)
        check_output(done.stdout)
        assert done.stderr == b""
        return [json.loads(line) for line in done.stdout.splitlines()[1:]]

    assert ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]
    (home / "credprovider.toml").chmod(0o666)
    assert "home-\\udcff/credprovider.toml is not used: others may" in ask(request())[0]["Err"]["message"]


@pytest.mark.parametrize("home", ["/nonexistent/home", "/proc/self/nothing", "/dev/null", "/dev/null/x"])
def test_a_home_that_cannot_be_used(provider: Provider, home: str) -> None:
    # conformance 72, 86; abuse case 83: nothing is stored there, so nothing is found; a login says why it fails
    provider.extra["CARGO_HOME"] = home
    provider.extra["HOME"] = home
    arguments = ["--store", "file"]
    get, login = provider.ask(request(args=arguments), request("login", token=CANARY, args=arguments))

    assert "protection" in get["Err"]["message"] + str(get["Err"]["caused-by"])
    assert login["Err"]["kind"] == "other"


def test_a_home_that_may_only_be_read(served: Provider) -> None:
    # conformance 72, 86; abuse cases 81, 83
    assert served.one(request("login", token="old")) == LOGGED_IN
    served.home.chmod(0o500)
    command = [PROGRAM, "--cargo-plugin"]
    if os.geteuid() == 0:  # root may write everywhere, unless it gives that right away
        setpriv = need("setpriv", "install the Debian package util-linux")
        command = [setpriv, "--bounding-set=-dac_override,-dac_read_search", *command]
    line = json.dumps(request("login", token=CANARY)).encode() + b"\n" + GET
    done = subprocess.run(command, input=line, capture_output=True, env=served.environment, check=True)
    served.home.chmod(0o700)

    check_output(done.stdout)
    login, get = (json.loads(answer) for answer in done.stdout.splitlines()[1:])
    assert "Permission denied" in str(login["Err"])
    assert get == token("old")
    assert served.one(request()) == token("old")


def test_a_home_that_is_made_is_private(provider: Provider) -> None:
    # conformance 86
    settings = FILE.format(url=INDEX)
    provider.settings(settings)
    inner = provider.home / "a" / "b"
    provider.extra["CARGO_HOME"] = str(inner)
    inner.mkdir(parents=True)
    (inner / "credprovider.toml").write_text(settings)
    for umask in (0o000, 0o077):
        said = provider.raw(json.dumps(request("login", token="abc")).encode(), umask=umask)
        assert said.lines == [LOGGED_IN]
        for path in inner.iterdir():
            assert path.stat().st_mode & 0o077 == 0 or path.name == "credprovider.toml"


def link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def dangle(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SETTINGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "link": (link, "it is a symbolic link"),
    "dangling": (dangle, "it is a symbolic link"),
    "fifo": (fifo, "it is not a regular file"),
    "folder": (folder, "it is not a regular file"),
    "writable": (lambda path: path.chmod(0o666), "others may change it (mode 0666)"),
    "group": (lambda path: path.chmod(0o660), "others may change it (mode 0660)"),
    "huge": (lambda path: path.write_bytes(b"#" * 2_000_000), "it is larger than 1024 KiB"),
    "parent": (lambda path: path.parent.chmod(0o777), "its folder is writable for all"),
    "binary": (lambda path: path.write_bytes(b"\xff\x00"), "it is not UTF-8"),
    "deep": (lambda path: path.write_text("a = " + "[" * 50_000), "is not valid TOML"),
}


@pytest.mark.parametrize("spoilt", SETTINGS)
def test_settings_that_are_not_to_be_trusted(served: Provider, spoilt: str) -> None:
    # abuse case 80
    assert served.one(request("login", token=CANARY)) == LOGGED_IN
    spoil, says = SETTINGS[spoilt]
    spoil(served.home / "credprovider.toml")
    for kind in ("get", "login", "logout"):
        assert says in served.error(request(kind, token="abc"))
    assert CANARY in (served.home / "credprovider-tokens.json").read_text()
    (served.home / "credprovider-tokens.json").unlink()  # without its settings it would be one too many


HOSTILE = ("ldconfig", "gcc", "cc", "sh", "env", "python", "python3", "dbus-launch", "dbus-daemon", "secret-tool")
MORE = ("gnome-keyring-daemon", "xdg-open", "stty", "tty", "id", "uname", "hostname", "vault", "bao", "cargo", "git")


def test_no_program_is_started_whatever_is_on_the_path(
    provider: Provider, secret_service: SecretService, tmp_path: Path
) -> None:
    # abuse case 91
    folder, mark = tmp_path / "bin", tmp_path / "was-started"
    folder.mkdir()
    for name in (*HOSTILE, *MORE):
        (folder / name).write_text(f"#!/bin/sh\necho {name} >> {mark}\n")
        (folder / name).chmod(0o755)
    (folder / "sh").write_text(f"#!{sys.executable}\nopen({str(mark)!r}, 'a').write('sh')\n")
    provider.extra |= secret_service.environment | {"PATH": f"{folder}:"}
    for store in ("secret-service", "auto", "file"):
        provider.settings(f'[file]\nprotection = "none"\n[registries."{INDEX}"]\nstore = "{store}"\n')
        assert provider.ask(request("login", token=CANARY), request())[0] == LOGGED_IN
        assert provider.one(request("logout"))["Ok"] == {"kind": "logout"}

    assert not mark.exists()
    subprocess.run(["uname"], env={"PATH": str(folder)}, check=True)
    assert mark.exists()  # the trap works


@pytest.mark.parametrize("python_path", [":", "", ".", "/nowhere:"])
def test_an_isolated_interpreter_imports_nothing_from_a_hostile_folder(
    served: Provider, tmp_path: Path, python_path: str
) -> None:
    # abuse case 90: an empty part of PYTHONPATH is the working directory for every Python program but one started with
    # -I, which is how a launcher may start us
    project = tmp_path / "project"
    project.mkdir()
    for name in ("sitecustomize", "usercustomize", "json", "os", "credprovider", "_ssl", "time", "tomli", "fcntl"):
        (project / f"{name}.py").write_text("import os; os._exit(99)")
    launcher = tmp_path / "launcher"
    launcher.write_text(f"#!{sys.executable} -I\nfrom credprovider.launch import main\nmain()\n")
    launcher.chmod(0o755)
    served.extra["PYTHONPATH"] = python_path
    done = subprocess.run(
        [launcher, "--cargo-plugin"], input=GET, capture_output=True, cwd=project, env=served.environment, check=True
    )

    assert (json.loads(done.stdout.splitlines()[1]), done.stderr) == (NOT_FOUND, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("asked", [b"", GET, GET[:20]], ids=["idle", "after-a-request", "within-a-request"])
def test_a_signal_ends_the_program_without_a_word(served: Provider, number: signal.Signals, asked: bytes) -> None:
    # abuse case 85
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=served.environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == HELLO
        process.stdin.write(asked)
        process.stdin.flush()
        expected = json.dumps(NOT_FOUND, separators=(",", ":")).encode() + b"\n" if asked == GET else b""
        assert (process.stdout.readline() if asked == GET else b"") == expected
        process.send_signal(number)
        assert process.wait(5) == (130 if number == signal.SIGINT else -number)
        assert process.stdout.read() == process.stderr.read() == b""
    assert list(served.temporary.iterdir()) == []


PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.argv[1], "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def test_a_killed_parent_takes_the_program_with_it(served: Provider) -> None:
    # abuse case 87: the end of standard input is the end
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, PROGRAM], stdout=subprocess.PIPE, env=served.environment
    ) as parent:
        assert parent.stdout is not None
        child = Path(f"/proc/{int(parent.stdout.readline())}/cmdline")
        assert b"cargo-credprovider" in child.read_bytes()
        parent.kill()
    end = time.monotonic() + 10
    while child.exists() and child.read_bytes():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_reader_that_goes_after_the_hello(served: Provider) -> None:
    # conformance 7; abuse cases 18, 86
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=served.environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == HELLO
        process.stdout.close()
        process.stdin.write(GET)
        process.stdin.flush()
        assert process.wait(5) == 1
        assert process.stderr.read() == b""
