"""The search for tokens finds them: what it is for, and that it can fail."""

import base64
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.canary import CANARY, descendants, leaks, shown_in, watched
from tests.cargo_home import CargoHome
from tests.credprovider.provider import Provider, check_output, request

ROOT = Path(__file__).parents[1]
TOKEN = f"{CANARY}-and-more"
SLEEP = "import subprocess, sys; subprocess.run(['sh', '-c', 'sleep 0.5; true', *sys.argv[1:]])"


@pytest.mark.parametrize(
    "data",
    [
        TOKEN.encode(),
        b"\0" * 5000 + TOKEN.encode(),
        TOKEN.encode("utf-16"),
        TOKEN.encode().hex().encode(),
        *(base64.b64encode(b"x" * before + TOKEN.encode()) for before in range(4)),
        base64.urlsafe_b64encode(b"user:" + TOKEN.encode()),
    ],
)
def test_a_token_is_found_in_a_file_however_it_was_written(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert leaks(Path(folder)) == []
        (Path(folder) / "a" / "b").mkdir(parents=True)
        put(Path(folder) / "a" / "b" / "file", data)

        (found,) = leaks(Path(folder))
    assert found.startswith("a/b/file (")


def test_other_text_is_no_token() -> None:
    assert shown_in(b"canary-0000000000, registry-token, \xff\xfe" + os.urandom(100_000)) == []


def put(path: Path, data: bytes) -> None:
    """Have another process write a file, as the programs that are tested do."""
    subprocess.run(["tee", path], input=data, stdout=subprocess.DEVNULL, check=True)


def test_a_token_may_stand_where_it_was_asked_to_be() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        put(folder / "credentials.toml", TOKEN.encode())
        put(folder / "credprovider-tokens.json", TOKEN.encode())
        assert leaks(folder) == ["credprovider-tokens.json (plain)"]
        (folder / "credprovider.toml").write_text('[file]\nprotection = "passphrase"\n')
        assert leaks(folder) == ["credprovider-tokens.json (plain)"]
        (folder / "credprovider.toml").write_text('[file]\nprotection = "none"\n')
        assert leaks(folder) == []


def test_a_token_may_stand_where_the_test_has_put_it() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "given").write_text(TOKEN)
        (folder / "given").rename(folder / "renamed")
        os.close(os.open(folder / "opened", os.O_WRONLY | os.O_CREAT))
        put(folder / "opened", TOKEN.encode())
        assert leaks(folder) == []
        subprocess.run(["cp", folder / "renamed", folder / "copied"], check=True)
        assert leaks(folder) == ["copied (plain)"]


def test_a_test_that_leaves_a_token_behind_fails() -> None:
    text = (
        "import subprocess\n"
        "from tests.canary import CANARY\n"
        "from tests.conftest import no_token_is_left_behind\n"
        "def test_tidy(tmp_path): (tmp_path / 'x').write_text('nothing')\n"
        "def test_careless(tmp_path): subprocess.run(['tee', tmp_path / 'x'], input=CANARY, text=True)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_inner.py").write_text(text)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}/t", folder],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    assert "2 passed, 1 error" in done.stdout, done.stdout
    assert "ERROR test_inner.py::test_careless" in done.stdout


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (SLEEP, [TOKEN]),
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]])", [SLEEP, TOKEN]),
        (f"import os, subprocess; subprocess.run(['sleep', '0.5'], env={{'X': '{TOKEN}'}})", []),
        (f"import sys; print('{TOKEN}', file=sys.stderr)", []),
        ("raise ValueError", []),
    ],
    ids=["argument", "grandchild", "environment", "stderr", "traceback"],
)
def test_what_a_program_shows_is_seen(code: str, words: list[str]) -> None:
    start = f"import sys; sys.argv = ['-c', *{words!r}]; exec(compile({code!r}, 'x', 'exec'))"
    with pytest.raises(AssertionError, match=r"a token was shown|canary|Traceback"):
        watched([sys.executable, "-c", start], data=b"", env=dict(os.environ), timeout=10)


def test_a_variable_that_the_test_gave_may_be_inherited() -> None:
    code = "import subprocess; subprocess.run(['sleep', '0.1'])"

    done = watched([sys.executable, "-c", code], data=b"", env={**os.environ, "GIVEN": TOKEN}, timeout=10)
    assert done.returncode == 0


def test_children_of_any_thread_and_generation_are_descendants() -> None:
    code = (
        "import subprocess, threading\n"
        "threading.Thread(target=subprocess.run, args=(['sh', '-c', 'sleep 5; true'],)).start()\n"
        "print(flush=True)\n"
        "threading.Event().wait(5)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        programs: list[str] = []
        end = time.monotonic() + 10
        while programs != ["sh", "sleep"] and time.monotonic() < end:
            programs = [Path(f"/proc/{child}/comm").read_text().strip() for child in descendants(process.pid)]
        os.killpg(process.pid, signal.SIGKILL)

    assert programs == ["sh", "sleep"]


@pytest.mark.parametrize("answer", ['{"Err":{"kind":"other","message":"%s"}}', '{"Ok":{"kind":"login"},"x":"%s"}'])
def test_a_token_in_any_answer_but_the_one_that_gives_it_is_seen(answer: str) -> None:
    with pytest.raises(AssertionError):
        check_output(b'{"v":[1]}\n' + (answer % TOKEN).encode() + b"\n")


def test_the_provider_is_watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "provider"
    program.write_text('#!/bin/sh\necho \'{"v":[1]}\'; read -r line; echo "$line" >&2\n')
    program.chmod(0o755)
    monkeypatch.setattr("tests.credprovider.provider.PROGRAM", str(program))

    with pytest.raises(AssertionError, match="canary"):
        Provider(tmp_path).ask(request("login", token=TOKEN))


@pytest.mark.parametrize("where", ["", " >&2"])
def test_cargo_is_watched(tmp_path: Path, where: str) -> None:
    with pytest.raises(AssertionError, match="canary"):
        CargoHome(tmp_path).program("sh", "-c", f"cat{where}", text=TOKEN)
