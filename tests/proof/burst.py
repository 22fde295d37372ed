"""A burst of CI jobs: many at a time, each with a JWT of its own, each a new process of the provider.

What is counted is what the server's audit log shows. Of an inline login that is two entries, a login and a read, each
with an id of its own, because the server makes two requests of the one that it got. Both show the same Vault token and
the port of the same connection, though, and the provider makes a connection for each request: such a pair is counted as
the one request over HTTP that it was.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.proof import jobs
from tests.proof.jobs import JWT, JWT_INLINE, SECRETS, Jobs, folder_made, url
from tests.proof.runs import ANSWER, REFUSAL, WRONG, Outcome, Task, provider_task
from tests.servers.vault_server import VaultServer

AT_A_TIME = 32
POD = {"KUBERNETES_SERVICE_HOST": "127.0.0.1"}
"""What tells the provider to keep logins in the runtime folder, or where there is none nowhere."""

AMPLE = {**POD, "CREDPROVIDER_TIMEOUT": "30"}
"""The same, and so much time that a busy machine does not look like a server that is silent, which is asked again."""

LOGIN = "auth/jwt/login"
READ = "kv/data/proof/"
QUOTA = "sys/quotas/rate-limit/proof"


@dataclass(frozen=True)
class Burst:
    """What came of one. name: what it was. outcomes: every job. logins, reads: what the server's audit log shows of
    them. requests: over HTTP, None where the log has no ports. seconds: from the first job's start to the last one's
    end.
    """

    name: str
    outcomes: Sequence[Outcome]
    logins: int
    reads: int
    requests: int | None
    seconds: float

    def count(self, result: str) -> int:
        """Return how many jobs ended so."""
        return sum(each.result == result for each in self.outcomes)

    @property
    def longest(self) -> float:
        """The seconds of the job that took longest."""
        return max(each.seconds for each in self.outcomes)

    @property
    def said(self) -> Counter[str]:
        """What the jobs without an answer were told, and how often."""
        return Counter(each.said for each in self.outcomes if each.result != ANSWER)

    def line(self) -> str:
        """Return the figures as text."""
        answers, refused, wrong = (self.count(result) for result in (ANSWER, REFUSAL, WRONG))
        return (
            f"  {self.name:32} {len(self.outcomes):5} {answers:7} {refused:7} {wrong:5} {self.requests or 0:8}"
            f" {self.logins:6} {self.reads:5} {self.longest:6.2f} s {self.seconds:6.1f} s"
        )


def each_logs_in(made: Jobs, folder: Path, size: int) -> Burst:
    """Run jobs that keep nothing: a login and a read each."""
    environment = {**made.home(folder / "each", JWT), **AMPLE}
    tasks = (_job(made, environment, number, folder) for number in range(size))
    return _burst("a login in each job", made.vault, tasks)


def inline(made: Jobs, folder: Path, size: int) -> Burst:
    """Run jobs whose login travels in the read."""
    environment = {**made.home(folder / "inline", JWT_INLINE), **AMPLE}
    tasks = (_job(made, environment, number, folder) for number in range(size))
    return _burst("the login in the read (inline)", made.vault, tasks)


def shared(made: Jobs, folder: Path, size: int) -> Burst:
    """Run steps of one job, with one JWT and a runtime folder that they share: one of them logs in."""
    runtime = folder_made(folder / "runtime")
    runtime.chmod(0o700)
    environment = {**made.home(folder / "shared", JWT), **AMPLE, "XDG_RUNTIME_DIR": str(runtime)}
    one = made.with_jwt(environment, "one")
    tasks = (_asking(one, number, folder) for number in range(size))
    return _burst("the login kept for all", made.vault, tasks)


def limited(made: Jobs, folder: Path, size: int, rate: float) -> Burst:
    """Run jobs against a server that allows so many logins a second; who is too many gets 429."""
    made.vault.administer("POST", QUOTA, {"rate": rate, "interval": "1s", "path": LOGIN.removesuffix("login")})
    try:
        environment = {**made.home(folder / "limited", JWT), **POD}
        tasks = (_job(made, environment, number, folder) for number in range(size))
        return _burst(f"{rate:g} logins a second are allowed", made.vault, tasks)
    finally:
        made.vault.administer("DELETE", QUOTA)


def _job(made: Jobs, environment: dict[str, str], number: int, folder: Path) -> Task:
    return _asking(made.with_jwt(environment, f"job-{number}"), number, folder)


def _asking(environment: dict[str, str], number: int, folder: Path) -> Task:
    asked = number % SECRETS
    return provider_task("job", url(asked), jobs.token(asked), environment, folder)


def _burst(name: str, vault: VaultServer, tasks: Iterator[Task]) -> Burst:
    before = vault.audit_file.stat().st_size
    start = time.monotonic()
    pool = ThreadPoolExecutor(AT_A_TIME)
    try:
        outcomes = list(pool.map(Task.run, tasks))
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C no further job is begun
    seconds = time.monotonic() - start
    entries = list(_entries(vault.audit_file, before))
    logins = sum(each.path == LOGIN for each in entries)
    return Burst(name, outcomes, logins, len(entries) - logins, _requests(entries), seconds)


class _Entry(NamedTuple):
    """One request in the audit log. token: what stands there for the Vault token that it made or used. port: of the
    connection, None where the log has none.
    """

    path: str
    token: str
    port: int | None


def _entries(audit_file: Path, offset: int) -> Iterator[_Entry]:
    """Yield the logins and reads of jobs that the audit log shows from `offset` on."""
    with audit_file.open("rb") as log:
        log.seek(offset)
        for line in log:
            entry = json.loads(line)
            path = entry["request"]["path"]
            if entry["type"] == "response" and (path == LOGIN or path.startswith(READ)):
                token = entry.get("auth", {}).get("client_token", "")
                yield _Entry(path, token, entry["request"].get("remote_port"))


def _requests(entries: Sequence[_Entry]) -> int | None:
    """Return how many requests over HTTP these were: a login and the read with its token on the same connection are
    one.
    """
    if any(each.port is None for each in entries):
        return None
    logins = {(each.token, each.port) for each in entries if each.path == LOGIN}
    return sum(each.path == LOGIN or (each.token, each.port) not in logins for each in entries)


HEAD = f"  {'':32}  jobs answers refused wrong requests logins reads  longest   all of it"
