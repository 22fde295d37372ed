"""Runs of the provider and of cargo, each with what came of it."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.credprovider.provider import PROGRAM

TIMEOUT = 30.0
"""Seconds after which a run counts as one that hangs, and is killed."""

ANSWER, REFUSAL, WRONG = "answer", "refusal", "wrong"


class Outcome(NamedTuple):
    """One run. who: what kind of run. started, ended: by the monotonic clock. result: ANSWER, REFUSAL, or WRONG, which
    is everything else: another token, none, a traceback, no end. said: the refusal.
    """

    who: str
    started: float
    ended: float
    result: str
    said: str

    @property
    def seconds(self) -> float:
        """How long it took, from the start of the process to its end."""
        return self.ended - self.started


class Task(NamedTuple):
    """A program to run. judge: says of its exit status, output and errors whether they are an ANSWER, a REFUSAL or
    WRONG, and what was said.
    """

    who: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    text: bytes
    judge: Callable[[int, bytes, bytes], tuple[str, str]]

    def run(self) -> Outcome:
        """Run it once."""
        started = time.monotonic()
        try:
            done = subprocess.run(
                self.command,
                input=self.text,
                capture_output=True,
                env=dict(self.environment),
                cwd=self.folder,
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(self.who, started, time.monotonic(), WRONG, "no end")
        ended = time.monotonic()
        return Outcome(self.who, started, ended, *self.judge(done.returncode, done.stdout, done.stderr))


def provider_task(
    who: str, url: str, token: str, environment: Mapping[str, str], folder: Path, through: Sequence[str] = ()
) -> Task:
    """Return a request for the token to read from `url`, which must be `token`. through: words that start the
    program.
    """
    asked = {"v": 1, "registry": {"index-url": url, "name": "proof"}, "kind": "get", "operation": "read", "args": []}

    def judge(status: int, out: bytes, errors: bytes) -> tuple[str, str]:
        lines = out.splitlines()
        if status != 0 or len(lines) != 2:
            return WRONG, f"exit status {status}: {(out + errors).decode(errors='replace')[-300:]}"
        answer = json.loads(lines[1])
        if answer.get("Ok", {}).get("token") == token:
            return ANSWER, ""
        refusal = answer.get("Err", {})
        if refusal.get("kind") == "other":
            return REFUSAL, ": ".join([refusal["message"], *refusal.get("caused-by", [])])
        return WRONG, f"{answer} {errors.decode(errors='replace')}"

    line = json.dumps(asked).encode() + b"\n"
    return Task(who, [*through, PROGRAM, "--cargo-plugin"], environment, folder, line, judge)


def cargo_task(who: str, command: Sequence[str], shown: str, environment: Mapping[str, str], folder: Path) -> Task:
    """Return a run of cargo that must show `shown`; the registry that it asks lets nobody in without the token."""

    def judge(status: int, out: bytes, errors: bytes) -> tuple[str, str]:
        said = errors.decode(errors="replace")
        if status == 0 and shown.encode() in out:
            return ANSWER, ""
        message = [line.strip() for line in said.splitlines() if "Vault" in line]
        return (REFUSAL, message[-1]) if status == 101 and message else (WRONG, f"exit status {status}: {said[-300:]}")

    return Task(who, command, environment, folder, b"", judge)
