"""`make fuzz`: random requests for FUZZ_SECONDS (300), half of the time through the real program and half of it
straight into the plug-in loop.

FUZZ_SEED repeats a run. The first answer that breaks a rule ends it, with the seed and the batch that led there.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.credprovider.fuzz.lines import line
from tests.credprovider.fuzz.model import Model
from tests.credprovider.fuzz.talk import inside, straight, through_the_program

Talk = Callable[[list[bytes], Random], None]


def main() -> int:
    """Run and report; return 0 when every answer was in order."""
    seconds = float(os.environ.get("FUZZ_SECONDS", "300"))
    seed = os.environ.get("FUZZ_SEED", str(time.time_ns() % 10**9))
    print(f"seed {seed}, {seconds:g} s", flush=True)
    with tempfile.TemporaryDirectory() as folder, inside(Path(folder)) as (provider, nowhere):
        model = Model()
        ways: dict[str, tuple[int, Talk]] = {
            "through the program": (2000, lambda lines, random: through_the_program(provider, lines, random, model)),
            "straight into the loop": (2000, lambda lines, _random: straight(lines, nowhere, model)),
        }
        for name, (size, talk) in ways.items():
            sent, failure = _send(talk, size, Random(f"{seed} {name}"), seconds / len(ways))
            print(f"{sent:>9} requests {name}, in batches of {size}", flush=True)
            if failure:
                print(f"seed {seed}, batch {sent // size + 1} {name}: {failure}", file=sys.stderr)
                return 1
    print("answers:", ", ".join(f"{kind} {count}" for kind, count in model.answered.most_common()))
    return 0


def _send(talk: Talk, size: int, random: Random, seconds: float) -> tuple[int, str]:
    """Send batches until the time is over; return how many requests were answered in order, and what was not."""
    sent = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            talk([line(random) for _ in range(size)], random)
        except Exception as error:  # whatever it is, it is what was looked for
            return sent, f"{type(error).__name__}: {error}"
        sent += size
    return sent, ""


if __name__ == "__main__":
    sys.exit(main())
