"""Our provider with a witness: what cargo asks it and what it answers is written down on the way, tokens left out."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).parent / "cargo-credprovider"

_SCRIPT = """#!{python} -IS
import json, subprocess, sys

def without_token(line):
    message = json.loads(line)
    for fields in (message, message.get("Ok", {{}})):
        if "token" in fields:
            fields["token"] = "hidden"
    return message

child = subprocess.Popen([{program!r}, *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
sys.stdout.buffer.write(child.stdout.readline())
sys.stdout.buffer.flush()
for line in sys.stdin.buffer:
    child.stdin.write(line)
    child.stdin.flush()
    answer = child.stdout.readline()
    with open({log!r}, "a") as log:
        log.write(json.dumps([sys.argv[1:], without_token(line), without_token(answer)]) + "\\n")
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
child.stdin.close()
sys.exit(child.wait())
"""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. arguments: what cargo gave the program on its command line."""

    arguments: list[str]
    request: dict[str, Any]
    answer: dict[str, Any]

    @property
    def what(self) -> str:
        """The operation of a get, the kind of anything else."""
        operation: str = self.request.get("operation", self.request["kind"])
        return operation


@dataclass(frozen=True)
class Witness:
    """A program to be named in cargo's configuration instead of ours. log: where it writes."""

    program: Path
    log: Path

    def exchanges(self) -> list[Exchange]:
        """Return every exchange so far, oldest first."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [Exchange(*json.loads(line)) for line in lines]

    def whats(self) -> list[str]:
        """Return the operation or kind of every request so far, oldest first."""
        return [exchange.what for exchange in self.exchanges()]


def witness(folder: Path) -> Witness:
    """Write the program into `folder` and return it."""
    program, log = folder / "witnessed-credprovider", folder / "exchanges.jsonl"
    program.write_text(_SCRIPT.format(python=sys.executable, program=str(PROGRAM), log=str(log)))
    program.chmod(0o755)
    return Witness(program, log)
