"""The launcher: what it starts, what it lets in, and what it does not overwrite."""

import json
import os
import stat
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import credprovider
from credprovider import launcher as module
from credprovider.errors import Other
from credprovider.launcher import Launcher, package_folders
from tests.credprovider.provider import HELLO, NOT_FOUND, PROGRAM, Provider, check_output, request

ROOT = str(Path(credprovider.__file__).parents[1])
LIBRARIES = str(Path(pytest.__file__).parents[1])
GET = json.dumps(request()).encode() + b"\n"


@pytest.fixture
def launcher(provider: Provider) -> Launcher:
    """The launcher of a home whose settings serve a registry from the file store; not written yet."""
    provider.file_store()
    return Launcher(str(provider.home))


def written(launcher: Launcher) -> Path:
    launcher.write(launcher.content())
    return Path(launcher.path)


def ask(program: str | Path, provider: Provider, **more: str) -> subprocess.CompletedProcess[bytes]:
    environment = provider.environment | more
    return subprocess.run(
        [str(program), "--cargo-plugin"],
        input=GET,
        capture_output=True,
        env=environment,
        cwd=provider.root,
        check=False,
    )


def check_answer(done: subprocess.CompletedProcess[bytes]) -> None:
    check_output(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.splitlines()[1]) == NOT_FOUND


def test_it_is_a_program_for_everybody_that_its_owner_alone_may_change(launcher: Launcher, provider: Provider) -> None:
    program = written(launcher)

    assert program == provider.home / "bin" / "cargo-credential-customs"
    assert stat.S_IMODE(program.stat().st_mode) == 0o755
    assert program.read_text().startswith(f"#!{sys.executable} -IS\n")
    assert [entry.name for entry in program.parent.iterdir()] == [program.name]
    assert launcher.is_current(launcher.content())
    check_answer(ask(program, provider))


def test_it_starts_the_command_line_as_well(launcher: Launcher, provider: Provider) -> None:
    done = subprocess.run([written(launcher), "settings"], capture_output=True, env=provider.environment, check=False)

    assert done.returncode == 0, done.stderr
    assert b"is in order" in done.stdout


HOSTILE = ("json", "sitecustomize", "usercustomize", "credprovider", "tomli", "fcntl", "resource")


@pytest.fixture
def project(provider: Provider) -> Provider:
    """The provider started in a folder with modules that say so when they are imported."""
    for name in HOSTILE:
        (provider.root / f"{name}.py").write_text(f"import os\nos.write(2, b'imported {name}')\n")
    provider.extra["PYTHONPATH"] = ":"
    provider.extra["PYTHONSTARTUP"] = str(provider.root / "json.py")
    return provider


def test_nothing_of_the_current_folder_is_imported(launcher: Launcher, project: Provider) -> None:
    # abuse case 90
    program = written(launcher)
    check_answer(ask(program, project))

    project.settings("")  # settings that are not in the cache yet are read with tomli
    assert b"imported" not in ask(program, project).stderr


def test_the_console_script_does_import_from_there(launcher: Launcher, project: Provider) -> None:
    # The reason for the launcher, and the proof that the test above can fail.
    assert b"imported sitecustomize" in ask(PROGRAM, project).stderr
    written(launcher)


def test_it_is_made_without_what_the_current_folder_has(
    launcher: Launcher, project: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    # abuse case 90: setting up in a hostile folder must not put that folder into the launcher
    (project.root / "keyring").mkdir()
    (project.root / "keyring" / "__init__.py").write_text("")
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("PYTHONPATH", f":{project.root}")

    assert str(project.root) not in package_folders()
    assert str(project.root) not in launcher.content().decode()


def test_the_folders_are_those_of_the_packages_and_of_the_libraries() -> None:
    folders = package_folders()

    assert ROOT in folders
    assert LIBRARIES in folders
    assert len(folders) == len(set(folders))
    assert all(os.path.isabs(folder) for folder in folders)


def test_packages_that_only_pythonpath_finds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Such an installation would not be found by the launcher either.
    venv.create(tmp_path / "empty", with_pip=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "empty" / "bin" / "python"))
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{LIBRARIES}")

    with pytest.raises(Other, match="finds credprovider only by PYTHONPATH"):
        package_folders()


@pytest.mark.parametrize("name", ["with a blank", "with 'quotes' $HOME", "long" * 40])
def test_a_path_that_no_shebang_can_name(
    launcher: Launcher, provider: Provider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = provider.root / name
    venv.create(folder, with_pip=False)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    (packages / "packages.pth").write_text(f"{LIBRARIES}\n{ROOT}\n")
    monkeypatch.setattr(sys, "executable", str(folder / "bin" / "python"))

    program = written(launcher)
    assert program.read_text().startswith("#!/bin/sh\n")
    check_answer(ask(program, provider))
    check_answer(ask(program, provider, PYTHONPATH=":"))
    assert launcher.is_there()


def test_a_shebang_of_127_bytes_is_still_one(launcher: Launcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "package_folders", list)
    monkeypatch.setattr(sys, "executable", "/" + "x" * 120)
    assert launcher.content().startswith(b"#!/x")
    assert len(launcher.content().split(b"\n")[0]) == 127

    monkeypatch.setattr(sys, "executable", "/" + "x" * 121)
    assert launcher.content().startswith(b"#!/bin/sh\n")


@pytest.mark.parametrize("name", ["a\udcff'b", 'a"\\b', "a\nb"])
def test_folders_of_any_name_can_stand_in_it(
    launcher: Launcher, provider: Provider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = provider.root / name
    folder.mkdir()
    (folder / "credprovider").symlink_to(f"{ROOT}/credprovider")
    monkeypatch.setattr(module, "package_folders", lambda: [str(folder)])

    assert ask(written(launcher), provider).stdout.startswith(HELLO)


def test_a_python_without_a_path_is_refused(launcher: Launcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")

    with pytest.raises(Other, match="Python does not know by which path it was started"):
        launcher.content()


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\necho mine\n", b"\x7fELF\x00\n\n"])
def test_a_file_that_is_not_ours_is_not_touched(launcher: Launcher, content: bytes) -> None:
    path = Path(launcher.path)
    path.parent.mkdir()
    path.write_bytes(content)

    for action in (lambda: launcher.write(launcher.content()), launcher.remove, launcher.is_there):
        with pytest.raises(Other, match="is not touched: it was not written by"):
            action()
    assert path.read_bytes() == content


def test_a_link_is_not_followed(launcher: Launcher, provider: Provider) -> None:
    target = written(launcher).rename(provider.root / "elsewhere")
    Path(launcher.path).symlink_to(target)

    with pytest.raises(Other, match="is not touched: it is a symbolic link"):
        launcher.write(b"")
    with pytest.raises(Other, match="is not touched: it is a symbolic link"):
        launcher.remove()
    assert target.exists()


def test_a_fifo_in_its_place_is_not_waited_for(launcher: Launcher) -> None:
    Path(launcher.path).parent.mkdir()
    os.mkfifo(launcher.path)

    with pytest.raises(Other, match="is not touched"):
        launcher.write(launcher.content())


def test_an_old_one_of_ours_is_replaced(launcher: Launcher) -> None:
    program = written(launcher)
    program.write_text(program.read_text() + "# old\n")
    program.chmod(0o600)
    assert not launcher.is_current(launcher.content())

    written(launcher)
    assert launcher.is_current(launcher.content())


@pytest.mark.parametrize(
    ("code", "seconds", "reason"),
    [
        ("raise SystemExit('no such \x1b library')", 10, r"it ended with status 1: no such \x1b library"),
        ("print('hello', flush=True)", 10, "it does not greet cargo"),
        ("import time; time.sleep(60)", 1, "it did not end within 1 s"),
    ],
)
def test_one_that_does_not_work_is_not_put_in_place(
    launcher: Launcher, code: str, seconds: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written(launcher).read_bytes()
    broken = before.replace(b"import sys\n", f"import sys\n{code}\n".encode())
    monkeypatch.setattr(module, "_SECONDS", seconds)

    with pytest.raises(Other) as raised:
        launcher.write(broken)
    assert raised.value.message == "the launcher does not work here; nothing was changed"
    assert raised.value.causes == (reason,)
    assert Path(launcher.path).read_bytes() == before
    assert [entry.name for entry in Path(launcher.path).parent.iterdir()] == [Path(launcher.path).name]


def test_one_whose_python_is_gone_is_not_put_in_place(launcher: Launcher) -> None:
    broken = launcher.content().replace(b"#!/", b"#!/nonexistent/")

    with pytest.raises(Other) as raised:
        launcher.write(broken)
    assert raised.value.causes == ("No such file or directory",)
    assert not os.path.lexists(launcher.path)


def test_it_is_removed_once(launcher: Launcher) -> None:
    written(launcher)
    assert launcher.is_there()
    launcher.remove()
    assert not launcher.is_there()
    launcher.remove()


def test_a_folder_that_everybody_may_write_to_is_refused(launcher: Launcher) -> None:
    # abuse case 91
    folder = Path(launcher.path).parent
    folder.mkdir()
    folder.chmod(0o777)

    with pytest.raises(Other, match="everybody may replace it"):
        launcher.write(launcher.content())
