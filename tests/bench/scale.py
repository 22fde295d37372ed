"""How the linter grows with the workspace: its time per crate for ten times as many crates, and its peak of memory."""

import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from tests.bench.timing import Program, run

MOST_PER_CRATE = 1.1
MOST_MEMORY = 64.0


_WATCH = """\
import os, resource, sys
said = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os.spawnv(os.P_WAIT, sys.argv[1], sys.argv[1:])
os.write(said, b"%d" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the peak of a command, its arguments. A process begins with the memory of what starts it: here with little."""


class Sized(NamedTuple):
    """A program that works on so many crates."""

    crates: int
    program: Program


def growth(title: str, small: Sized, large: Sized, rounds: int = 5) -> str:
    """Time both in turn and return a table; WrongResultError when one does not do its job."""
    times: dict[Sized, list[float]] = {small: [], large: []}
    for _ in range(rounds):
        for sized, taken in times.items():
            taken.append(run(sized.program) / sized.crates)
    return grown(title, small, large, times[small], times[large], peak(large.program))


def grown(
    title: str, small: Sized, large: Sized, small_times: Sequence[float], large_times: Sequence[float], memory: float
) -> str:
    """Return the figures as text.

    small_times, large_times: seconds per crate, round by round. memory: the peak for the large one, in MiB.
    """
    ratio = median(much / little for much, little in zip(large_times, small_times, strict=True))
    lines = [f"{title} ({len(small_times)} rounds)"]
    for sized, taken in ((small, small_times), (large, large_times)):
        lines.append(f"  {sized.crates:7,} crates: {median(taken) * 1_000_000:6.0f} microseconds a crate")
    lines += [
        f"  time per crate: {ratio:.2f} of that of the small one   {_verdict(ratio, MOST_PER_CRATE)}",
        f"  peak of memory: {memory:.1f} MiB   {_verdict(memory, MOST_MEMORY)}",
    ]
    return "\n".join(lines) + "\n"


def peak(program: Program) -> float:
    """Run a program once and return the most memory in MiB that it, or a process that it waited for, ever had."""
    command = [sys.executable, "-I", "-S", "-c", _WATCH, *program.command]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=program.environment,
        cwd=program.folder,
        check=False,
    )
    return int(done.stdout) / 1024


def _verdict(found: float, most: float) -> str:
    return f"wanted: at most {most:.2f}: {'met' if found <= most else 'NOT MET'}"
