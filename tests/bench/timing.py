"""Whole processes, timed side by side.

The programs of one question run in turn, A B C A B C ..., so that whatever else the machine does hits all of them
alike, and a ratio is the median of the ratios within the rounds. Every run is looked at: a program that is fast because
it did not do its job fails the bench.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from threading import Timer
from typing import NamedTuple

TIMEOUT = 60.0
"""Seconds after which a program is killed."""


class Done(NamedTuple):
    """One finished run: the exit status and what was printed."""

    status: int
    out: bytes
    err: bytes


class Program(NamedTuple):
    """A program to time.

    name: what the table calls it.
    command: program and arguments.
    environment: the whole environment.
    folder: where it runs.
    check: answers whether a run did the job.
    text: what it reads on standard input.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    check: Callable[[Done], bool]
    text: bytes = b""


class Wanted(NamedTuple):
    """A ratio that is wanted: the first program's time by that of the one called `name`, at most `ratio`."""

    name: str
    ratio: float


class Question(NamedTuple):
    """Some programs that do the same job; the first one is ours.

    title: one line.
    wanted: of the ratios, which are wanted.
    rounds: how many times each program runs, after one run that does not count.
    """

    title: str
    programs: Sequence[Program]
    wanted: Sequence[Wanted]
    rounds: int = 21


class WrongResultError(Exception):
    """A program did not do its job; the text says which one and what it printed."""


def answered(question: Question) -> str:
    """Time the programs of `question` and return the table; WrongResultError when one does not do its job."""
    times: dict[str, list[float]] = {program.name: [] for program in question.programs}
    for program in question.programs:
        run(program)
    for _ in range(question.rounds):
        for program in question.programs:
            times[program.name].append(run(program))
    return table(question, times)


def run(program: Program) -> float:
    """Run a program once and return the seconds from its start to its end; WrongResultError when it failed."""
    with tempfile.TemporaryFile() as text, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        text.write(program.text)
        text.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(
            program.command, stdin=text, stdout=out, stderr=err, env=program.environment, cwd=program.folder
        )
        # Not wait(TIMEOUT): that one polls, and is up to 50 ms late.
        guard = Timer(TIMEOUT, process.kill)
        guard.start()
        status = process.wait()
        seconds = time.perf_counter() - start
        guard.cancel()
        out.seek(0)
        err.seek(0)
        done = Done(status, out.read(), err.read())
    if not program.check(done):
        raise WrongResultError(
            f"{program.name} did not do its job: exit status {done.status}\n"
            f"standard output: {_end(done.out)}\nstandard error: {_end(done.err)}"
        )
    return seconds


def table(question: Question, times: Mapping[str, Sequence[float]]) -> str:
    """Return the figures as text: medians, minima, and what the first program takes in the time of each other one."""
    ours, *_ = question.programs
    width = max(len(program.name) for program in question.programs)
    lines = [
        f"{question.title} ({question.rounds} rounds)",
        f"  {'':{width}}  median ms   least ms   {ours.name} / it",
    ]
    wanted = {want.name: want.ratio for want in question.wanted}
    for program in question.programs:
        taken = times[program.name]
        line = f"  {program.name:{width}}  {median(taken) * 1000:9.1f}  {min(taken) * 1000:9.1f}"
        if program is not ours:
            ratio = median(mine / its for mine, its in zip(times[ours.name], taken, strict=True))
            line += f"   {ratio:.2f}"
            if program.name in wanted:
                met = "met" if ratio <= wanted[program.name] else "NOT MET"
                line += f"   wanted: at most {wanted[program.name]:.2f}: {met}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _end(text: bytes) -> str:
    return text.decode(errors="replace")[-600:].strip() or "(nothing)"
