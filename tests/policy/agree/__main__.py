"""`make agree`: scenes at random for AGREE_SECONDS (300), each held against real cargo.

AGREE_SEED repeats a run. Each kind of disagreement is printed as a case file, as small as it could be made.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.policy.agree.search import Disagreement, Search, until
from tests.policy.agree.stage import stage


def main() -> int:
    """Run and report; return 0 when the prediction and cargo always agreed."""
    seconds = float(os.environ.get("AGREE_SECONDS", "300"))
    seed = int(os.environ.get("AGREE_SEED", str(time.time_ns() % 10**9)))
    print(f"seed {seed}, {seconds:g} s", flush=True)
    with tempfile.TemporaryDirectory() as folder, stage(Path(os.path.realpath(folder))) as tree:
        search = Search(tree)
        search.run(seed, until(seconds))
    for disagreement in search.found.values():
        print(as_text(disagreement))
    cases = search.counts.total()
    print(f"{cases} cases: cargo refused {search.failed} and took {cases - search.failed}")
    print(", ".join(f"{kind} {count}" for kind, count in search.counts.most_common()))
    return 1 if search.found else 0


def as_text(disagreement: Disagreement) -> str:
    """Return what a person wants to see: the case, what was foreseen, and what cargo said."""
    kind, _, foreseen, said = disagreement.judgement
    parts = (f"==== {kind}", disagreement.scene.as_case(), f"foreseen: {foreseen or 'nothing'}", f"cargo: {said}")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
