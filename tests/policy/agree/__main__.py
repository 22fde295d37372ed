"""`make agree`: scenes at random for AGREE_SECONDS (300), each held against real cargo.

AGREE_SEED repeats a run. Each kind of disagreement is printed as a case file, as small as it could be made.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.policy.agree.search import Search, until
from tests.policy.agree.stage import stage

COMPILING = 40  # one command of so many compiles something


def main() -> int:
    """Run and report; return 0 when the prediction and cargo always agreed."""
    seconds = float(os.environ.get("AGREE_SECONDS", "300"))
    seed = os.environ.get("AGREE_SEED", str(time.time_ns() % 10**9))
    print(f"seed {seed}, {seconds:g} s", flush=True)
    with tempfile.TemporaryDirectory() as folder, stage(Path(os.path.realpath(folder))) as tree:
        search, random, is_time = (
            Search(tree, lambda found: print(found.text, flush=True)),
            Random(seed),
            until(seconds),
        )
        while is_time():
            search.look(random, COMPILING)
    print(f"{search.summary}; disagreements of {len(search.found)} kinds")
    return 1 if search.found else 0


if __name__ == "__main__":
    sys.exit(main())
