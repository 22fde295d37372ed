"""What it costs to start Python, before a line of the provider runs."""

import json
import os
import subprocess
from collections.abc import Mapping
from time import perf_counter
from typing import NamedTuple

_ROUNDS = 5
_SECONDS = 10
_HEAVY = 3.0  # ms for one .pth file

_TIMED = """
import os, site, sys, time
found = []
add = site.addpackage
def timed(folder, name, *rest):
    start = time.perf_counter()
    known = add(folder, name, *rest)
    found.append([os.path.join(folder, name), 1000 * (time.perf_counter() - start)])
    return known
site.addpackage = timed
site.main()
import json
print(json.dumps(found))
"""
"""What Python does by itself where it is started without -S, with the time that each .pth file takes."""


class PythonStart(NamedTuple):
    """What starting an interpreter costs, in milliseconds, each the best of five.

    version: such as 3.11.7. flags: those that the provider's script gives it. launched: with these flags. bare: with
    `-I -S`, the least there is. pth: (path, ms) of the .pth files that cost most, as they are read one after the other.
    """

    version: str
    flags: tuple[str, ...]
    launched: float
    bare: float
    pth: tuple[tuple[str, float], ...]


def measure_start(interpreter: tuple[str, ...], environment: Mapping[str, str]) -> PythonStart | None:
    """Return what it costs to start a provider's Python; None where it cannot be started.

    interpreter: the program and its flags. It is started in the root folder, so that nothing of a project is imported.
    """
    program, *flags = interpreter
    try:
        version = _output([program, "-I", "-S", "-c", "import sys; print(sys.version.split()[0])"], environment)
        launched, bare = [], []
        for _ in range(_ROUNDS):
            bare.append(_milliseconds([program, "-I", "-S", "-c", "pass"], environment))
            launched.append(_milliseconds([program, *flags, "-c", "pass"], environment))
        pth = []
        if not any(flag.startswith("-") and not flag.startswith("--") and "S" in flag for flag in flags):
            pth = json.loads(_output([program, *flags, "-S", "-c", _TIMED], environment))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    heavy = sorted(((path, ms) for path, ms in pth if ms >= _HEAVY), key=lambda item: -item[1])
    return PythonStart(version.strip(), tuple(flags), min(launched), min(bare), tuple(heavy))


def _milliseconds(command: list[str], environment: Mapping[str, str]) -> float:
    start = perf_counter()
    _output(command, environment)
    return 1000 * (perf_counter() - start)


def _output(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        env=dict(environment),
        timeout=_SECONDS,
        check=True,
        text=True,
    )
    return done.stdout
