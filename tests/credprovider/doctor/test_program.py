"""The program behind a provider, found as the system finds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from credprovider.doctor.program import NO_INTERPRETER, NOT_EXECUTABLE, NOT_FOUND, Program, find_program
from tests.credprovider.doctor.patient import program

PYTHON = sys.executable


def find(name: str, folder: Path, path: str = "") -> Program:
    return find_program(name, {"PATH": path or str(folder / "bin")}, str(folder))


def test_a_name_is_looked_up_on_path(tmp_path: Path) -> None:
    written = program(tmp_path / "bin" / "one", f"#!{PYTHON} -IS\n")
    found = find("one", tmp_path, f"/nowhere:{tmp_path}/bin:/usr/bin")

    assert found == Program(str(written), "", (PYTHON, "-IS"), "", f"{tmp_path}/bin")
    assert found.is_python
    assert not found.depends_on_folder


def test_what_cannot_be_executed_is_passed_over(tmp_path: Path) -> None:
    first = program(tmp_path / "a" / "one", "", 0o644)
    second = program(tmp_path / "b" / "one", "")
    (tmp_path / "c" / "one").mkdir(parents=True)

    assert find("one", tmp_path, f"{tmp_path}/c:{tmp_path}/a:{tmp_path}/b").path == str(second)
    assert find("one", tmp_path, f"{tmp_path}/a") == Program(str(first), NOT_EXECUTABLE, entry=f"{tmp_path}/a")
    assert find("one", tmp_path, f"{tmp_path}/c").problem == NOT_FOUND


def test_the_system_does_not_execute_it_either(tmp_path: Path) -> None:
    path = program(tmp_path / "one", "#!/bin/sh\n", 0o644)

    with pytest.raises(PermissionError):
        subprocess.run([path], check=False)
    assert find(str(path), tmp_path).problem == NOT_EXECUTABLE


@pytest.mark.parametrize("entry", ["", ".", "bin", "./bin"])
def test_an_entry_that_depends_on_the_folder(entry: str, tmp_path: Path) -> None:
    program(tmp_path / "one", "#!/bin/sh\n")
    program(tmp_path / "bin" / "one", "#!/bin/sh\n")

    assert find("one", tmp_path, f"{entry}:/usr/bin").depends_on_folder


def test_paths(tmp_path: Path) -> None:
    path = program(tmp_path / "bin" / "one", "binary")

    assert find(str(path), tmp_path) == Program(str(path))
    assert find("bin/one", tmp_path).path == str(path)
    assert find("bin/two", tmp_path) == Program(f"{tmp_path}/bin/two", NOT_FOUND)
    assert find("bin", tmp_path).problem == NOT_FOUND
    assert find(f"{tmp_path}/bin", tmp_path).problem == NOT_EXECUTABLE
    assert find("", tmp_path).problem == NOT_FOUND


SHEBANGS = {
    f"#!{PYTHON}\n": (PYTHON,),
    f"#! {PYTHON} -I -S\n": (PYTHON, "-I -S"),  # Linux hands it over as one argument
    "#!/usr/bin/env sh\n": ("{path}/sh",),
    "#!/usr/bin/env -S sh -e\n": ("{path}/sh", "-e"),
    "#!/usr/bin/env -S X=1 sh\n": ("{path}/sh",),
    f"#!/bin/sh\n'''exec' {PYTHON} \"$0\" \"$@\"\n' '''\n": (PYTHON,),
    f"#!/bin/sh\n'''exec' \"{PYTHON}\" -I \"$0\" \"$@\"\n' '''\n": (PYTHON, "-I"),
    "\x7fELF": (),
    "": (),
}


@pytest.mark.parametrize("text", SHEBANGS)
def test_the_interpreter(text: str, tmp_path: Path) -> None:
    path = program(tmp_path / "one", text)
    program(tmp_path / "bin" / "sh", "")
    expected = tuple(word.replace("{path}", str(tmp_path / "bin")) for word in SHEBANGS[text])

    assert find(str(path), tmp_path).interpreter == expected


@pytest.mark.parametrize("line", ["#!/nowhere/python\n", "#!/usr/bin/env no-such-python\n"])
def test_an_interpreter_that_is_not_there(line: str, tmp_path: Path) -> None:
    path = program(tmp_path / "one", line)

    assert find(str(path), tmp_path).problem == NO_INTERPRETER


MANAGERS = {
    ("x/.pyenv/shims/one", "#!/usr/bin/env bash\nset -e\n"): "pyenv",
    ("x/one", '#!/bin/bash\nexec "/root/.pyenv/libexec/pyenv" exec "$program" "$@"\n'): "pyenv",
    ("x/.asdf/shims/one", "#!/bin/sh\n"): "asdf",
    ("x/one", '#!/bin/sh\nexec asdf exec "one" "$@"\n'): "asdf",
    ("x/one", '#!/bin/sh\nexec uvx --from cargo-customs cargo-credprovider "$@"\n'): "uv",
    ("x/one", '#!/bin/sh\nexec uv run cargo-credprovider "$@"\n'): "uv",
    ("x/one", "#!/usr/bin/env -S uv run --script\n"): "uv",
    ("x/one", '#!/bin/sh\nexec pipx run cargo-customs "$@"\n'): "pipx",
    ("x/one", '#!/bin/sh\nexec /opt/one "$@"\n'): "",
    ("x/one", f"#!{PYTHON}\n# uv run would be slower\n"): "",
}


@pytest.mark.parametrize(("name", "text"), MANAGERS)
def test_what_stands_between(name: str, text: str, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "uv", "")
    program(tmp_path / "bin" / "bash", "")
    path = program(tmp_path / name, text)

    assert find(str(path), tmp_path).manager == MANAGERS[name, text]


def test_this_installation(tmp_path: Path) -> None:
    found = find("cargo-credprovider", tmp_path, os.path.dirname(PYTHON))

    assert found.is_python
    assert os.path.samefile(found.interpreter[0], PYTHON)
    assert found.problem == ""
