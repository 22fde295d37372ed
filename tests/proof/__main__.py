"""Runs the provider against real servers under stress, and prints what was counted.

usage: python -m tests.proof [QUESTION ...]     without any: both of them: failover, burst

Exit status 0 when everything was as it should be; 1 when something was not, or there is no real server.
"""

import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from tests.proof import burst as bursts
from tests.proof import limits
from tests.proof.burst import Burst
from tests.proof.failover import CRATE, prove
from tests.proof.jobs import set_up
from tests.servers import bao
from tests.servers.cluster import running_cluster
from tests.servers.processes import StartError
from tests.servers.registry import running_registry

PHASE = 8.0
"""Seconds of each phase of the failover."""

JOBS = 1000
LIMITED, RATE = 300, 12
"""So many jobs, against so many logins a second: about half of what two processors start."""


def failover(program: str, scratch: Path) -> list[str]:
    """A cluster of three whose servers fail."""
    folders = [scratch / name for name in ("cluster", "registry", "jobs")]
    for folder in folders:
        folder.mkdir()
    cluster_folder, registry_folder, jobs_folder = folders
    with (
        running_cluster(program, cluster_folder) as cluster,
        running_registry(registry_folder, crates=[CRATE]) as registry,
    ):
        print(f"Failover: {cluster.vault.name}, each phase {PHASE:.0f} s and until all is well again", flush=True)
        account = prove(cluster, registry, jobs_folder, PHASE)
    print(account.table(), flush=True)
    return limits.failover(account)


def burst(program: str, scratch: Path) -> list[str]:
    """A thousand jobs."""
    told = []
    with bao.real_vault(program, scratch) as vault:
        made = set_up(vault, vault.address)
        print(f"Burst: {vault.name}, {bursts.AT_A_TIME} jobs at a time\n{bursts.HEAD}", flush=True)

        def shown(done: Burst, problems: list[str]) -> None:
            print(done.line(), flush=True)
            told.extend(problems)

        done = bursts.each_logs_in(made, scratch, JOBS)
        shown(done, limits.burst(done, JOBS, 2))
        done = bursts.inline(made, scratch, JOBS)
        shown(done, limits.burst(done, JOBS, 1))
        done = bursts.shared(made, scratch, JOBS)
        shown(done, limits.burst(done, 1, 1))
        done = bursts.limited(made, scratch, LIMITED, RATE)
        shown(done, limits.limited(done))
        for said, count in done.said.items():
            print(f"    {count} refused: {said}")
    return told


QUESTIONS: dict[str, Callable[[str, Path], list[str]]] = {"failover": failover, "burst": burst}


def main(names: list[str]) -> int:
    """Answer the questions called `names`, all of them when there is none; return the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    unknown = [name for name in names if name not in QUESTIONS]
    if unknown:
        print(f"no such question: {', '.join(unknown)}; there are: {', '.join(QUESTIONS)}", file=sys.stderr)
        return 1
    try:
        program = bao.find()
        if program is None:
            print(f"no `bao` or `vault` on PATH and {bao.SETTING} is not set", file=sys.stderr)
            return 1
        return _answered(names or list(QUESTIONS), program)
    except (StartError, bao.NoProgramError) as error:
        print(f"proof: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("proof: interrupted; nothing is left behind", file=sys.stderr)
        return 130


def _answered(names: list[str], program: str) -> int:
    status = 0
    for name in names:
        with tempfile.TemporaryDirectory(prefix="proof-") as scratch:
            for problem in QUESTIONS[name](program, Path(scratch).resolve()):
                print(f"NOT AS IT SHOULD BE: {problem}", file=sys.stderr)
                status = 1
    return status


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
