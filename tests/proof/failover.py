"""A cluster of three servers that fail one after the other, while the provider and cargo keep asking it."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.proof import jobs
from tests.proof.account import Account
from tests.proof.jobs import JWT, JWT_INLINE, SECRETS, Jobs, folder_made, url
from tests.proof.runs import Task, cargo_task, provider_task
from tests.proof.stream import streaming
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.cluster import Cluster
from tests.servers.registry import Registry

CRATE = {"name": "acme-lib", "vers": "1.0.0"}


def prove(cluster: Cluster, registry: Registry, folder: Path, seconds: float) -> Account:
    """Let servers fail while a stream of runs asks the cluster; return what came of it. seconds: of each phase."""
    account = Account()
    named = cluster.standby()
    made = jobs.set_up(cluster.at(cluster.leader()), cluster.address)
    workers = _workers(made, registry, named.address, folder)
    cluster.settle("kv/data/proof/owner")
    with streaming(workers) as stream:

        def phase(name: str) -> None:
            account.phases.append((name, time.monotonic()))

        def failing() -> None:
            account.failed.append(time.monotonic())

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
        sealed = cluster.standby(besides=named)
        failing()
        sealed.kill()  # one that follows is sealed by a restart alone
        sealed.start()
        time.sleep(seconds)
        cluster.unseal(sealed)
        phase("a follower is paused, and resumed")
        paused = cluster.standby(besides=named)
        failing()
        paused.pause()
        time.sleep(seconds)
        paused.resume()
        phase("the network to one is cut")
        away = cluster.standby(besides=named)
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
