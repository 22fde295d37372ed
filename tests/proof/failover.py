"""A cluster of three servers that fail one after the other, while the provider and cargo keep asking it."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof import jobs
from tests.proof.jobs import JWT, JWT_INLINE, SECRETS, Jobs, folder_made, url
from tests.proof.runs import REFUSAL, WRONG, Outcome, Task, cargo_task, provider_task
from tests.proof.stream import streaming
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.cluster import Cluster, Node
from tests.servers.registry import Registry

CRATE = {"name": "acme-lib", "vers": "1.0.0"}
LOGINS = ("login each time", "inline login", "a standby by name")
DEADLINE = 5.0
"""Seconds: the provider's own, when nothing is set."""

SLACK = 5.0
"""Seconds on top of the deadline: for the start of a process, and of cargo, on a busy machine."""

NOTICED = 3.0
"""Seconds until every standby knows the new leader: each looks every 2.5 s."""

SENTENCES = (
    "has no active server at the moment",
    "says that this is the active server",
    "is sealed or has no active node",
    "timed out after 5 s waiting for Vault at",
    "the connection to Vault at",
    "did not answer in time",
    "with status 500: a cluster without a quorum says so, too",
)
"""What a refusal may say while nobody leads."""


@dataclass
class Account:
    """What happened. phases: when each began, by the monotonic clock. leaderless: when nobody led, from when to when.
    failed: when a server failed. outcomes: every run.
    """

    phases: list[tuple[str, float]] = field(default_factory=list)
    leaderless: list[tuple[float, float]] = field(default_factory=list)
    failed: list[float] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def refusals(self) -> list[Outcome]:
        """The runs that were refused."""
        return [each for each in self.outcomes if each.result == REFUSAL]

    @property
    def wrong(self) -> list[Outcome]:
        """The runs that brought neither the token nor a refusal."""
        return [each for each in self.outcomes if each.result == WRONG]

    @property
    def cut_off(self) -> list[Outcome]:
        """The logins that were under way when a server failed. They are not sent again, as Vault may have taken them:
        what they show may be good for a single use.
        """
        return [
            each
            for each in self.refusals
            if each.who in LOGINS and any(each.started <= moment <= each.ended for moment in self.failed)
        ]

    @property
    def unexcused(self) -> list[Outcome]:
        """The refusals that came although somebody led, and those that do not say what was wrong."""
        excused = [
            each
            for each in self.refusals
            if any(start <= each.ended <= end + NOTICED for start, end in self.leaderless) or each in self.cut_off
        ]
        good = [each for each in excused if any(sentence in each.said for sentence in SENTENCES)]
        return [each for each in self.refusals if each not in good]

    @property
    def longest(self) -> float:
        """The seconds of the run that took longest."""
        return max(each.seconds for each in self.outcomes)

    def during(self, number: int) -> list[Outcome]:
        """Return the runs that ended in a phase."""
        start = self.phases[number][1]
        end = self.phases[number + 1][1] if number + 1 < len(self.phases) else float("inf")
        return [each for each in self.outcomes if start <= each.ended < end]

    def table(self) -> str:
        """Return the figures as text."""
        lines = [f"  {'':34} runs answers refused wrong  longest"]
        rows = [(name, self.during(number)) for number, (name, _) in enumerate(self.phases)]
        for name, outcomes in [*rows, ("all of it", self.outcomes)]:
            refused = sum(each.result == REFUSAL for each in outcomes)
            wrong = sum(each.result == WRONG for each in outcomes)
            longest = max((each.seconds for each in outcomes), default=0.0)
            answers = len(outcomes) - refused - wrong
            lines.append(f"  {name:34} {len(outcomes):4} {answers:7} {refused:7} {wrong:5} {longest:6.2f} s")
        lines += [f"  nobody led for {end - start:.1f} s" for start, end in self.leaderless]
        lines.append(f"  refused, a login that was under way when its server failed: {len(self.cut_off)}")
        lines.append(f"  refused although somebody led, or without the right sentence: {len(self.unexcused)}")
        return "\n".join(lines)


def prove(cluster: Cluster, registry: Registry, folder: Path, seconds: float) -> Account:
    """Let servers fail while a stream of runs asks the cluster; return what came of it. seconds: of each phase."""
    account = Account()
    named, *_ = cluster.standbys()
    made = jobs.set_up(cluster.at(cluster.leader()), cluster.address)
    workers = _workers(made, registry, named.address, folder)
    cluster.settle("kv/data/proof/owner")
    with streaming(workers) as stream:

        def phase(name: str) -> None:
            account.phases.append((name, time.monotonic()))

        def failing() -> None:
            account.failed.append(time.monotonic())

        def other_standby() -> Node:
            return next(each for each in cluster.standbys() if each is not named)

        phase("all servers serve")
        time.sleep(seconds)
        phase("the leader is killed")
        leader = cluster.leader()
        with _leaderless(cluster, account):
            failing()
            leader.kill()
        time.sleep(seconds)
        leader.start()
        cluster.unseal(leader)
        phase("a standby is sealed")
        sealed = other_standby()
        failing()
        sealed.kill()  # one that follows is sealed by a restart alone
        sealed.start()
        time.sleep(seconds)
        cluster.unseal(sealed)
        phase("a follower is paused, and resumed")
        paused = other_standby()
        failing()
        paused.pause()
        time.sleep(seconds)
        paused.resume()
        phase("the network to one is cut")
        away = other_standby()
        failing()
        cluster.cut(away)
        time.sleep(seconds)
        cluster.mend(away)
        phase("two are killed: no quorum")
        killed = [each for each in cluster.nodes if each is not named]
        with _leaderless(cluster, account):
            failing()
            for each in killed:
                each.kill()
            time.sleep(seconds)
            for each in killed:
                each.start()
                cluster.unseal(each)
        phase("all servers serve again")
        time.sleep(seconds)
    account.outcomes = stream.outcomes
    return account


@contextlib.contextmanager
def _leaderless(cluster: Cluster, account: Account) -> Iterator[None]:
    """Note that nobody leads from the beginning of the block until somebody does after its end."""
    start = time.monotonic()
    yield
    cluster.leader()
    account.leaderless.append((start, time.monotonic()))


def _workers(made: Jobs, registry: Registry, named: str, folder: Path) -> Sequence[Sequence[Callable[[], Task]]]:
    """Return who asks: with a token, with a kept login, with a login in each run, inline; once by the name of a standby
    alone; and cargo itself.
    """
    pod = {"KUBERNETES_SERVICE_HOST": "127.0.0.1"}  # where logins are kept in the runtime folder, or not at all
    runtime = folder_made(folder / "runtime")
    runtime.chmod(0o700)
    own = f'[registries."{registry.index_url}"]\nstore = "vault"\nsecret = "kv/proof/owner"'
    made.vault.write_secret("kv/proof/owner", {"token": OWNER.token})
    with_token = made.with_token(made.home(folder / "token", "", more=own))
    (folder / "token" / "cargo-home" / "config.toml").write_text(
        f'{registry.config("company")}credential-provider = ["cargo-credprovider"]\n'
    )
    kept = {**made.home(folder / "kept", made.approle), **pod, "XDG_RUNTIME_DIR": str(runtime)}
    each_time = {**made.home(folder / "each-time", JWT), **pod}
    inline = {**made.home(folder / "inline", JWT_INLINE), **pod}
    standby = {**made.home(folder / "standby", JWT, named), **pod}
    count = iter(range(1_000_000))

    def provider(who: str, environment: dict[str, str]) -> Callable[[], Task]:
        def task() -> Task:
            number = next(count)
            asked = number % SECRETS
            own = made.with_jwt(environment, str(number))
            return provider_task(who, url(asked), jobs.token(asked), own, folder)

        return task

    command = ["cargo", "owner", "--list", CRATE["name"], "--registry", "company"]
    cargo = cargo_task("cargo owner --list", command, OWNER.user, with_token, folder)
    return [
        [provider("token", with_token), provider("kept login", kept), lambda: cargo],
        [provider("login each time", each_time), provider("inline login", inline)],
        [provider("a standby by name", standby)],
    ]
