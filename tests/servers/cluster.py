"""Three real OpenBao servers on loopback that keep their storage together by raft, behind one address.

Every server has a process, a folder and ports of its own. What they say to each other goes through a forwarder for each
of them, and what clients say to all of them through another, so that a server's network can be cut.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.servers.bao import version
from tests.servers.certificates import Certificates, issue
from tests.servers.cluster_node import Node
from tests.servers.forwarder import Forwarder, forwarding
from tests.servers.processes import START_SECONDS, StartError, free_port
from tests.servers.vault_server import Listener, VaultServer

SIZE = 3


@dataclass
class Cluster:
    """nodes: all servers. balancer: before all of them. vault: the whole, as a client sees it through the balancer."""

    nodes: list[Node]
    balancer: Forwarder
    vault: VaultServer

    @property
    def address(self) -> str:
        """The one address before all servers."""
        return f"https://127.0.0.1:{self.balancer.port}"

    def health(self, node: Node) -> int:
        """Return the status of a server's sys/health: 200 the leader, 429 a standby, 503 sealed; 0 for no answer."""
        try:
            return self.vault.request("GET", "/v1/sys/health", address=node.address, timeout=0.5).status
        except OSError:
            return 0

    def leader(self) -> Node:
        """Return the server that leads and takes what is written, waiting for an election."""
        return self._first(self._leaders, "no server leads")

    def standby(self, besides: Node | None = None) -> Node:
        """Return a server that follows, and is not `besides`; waiting until there is one."""

        def others() -> list[Node]:
            return [node for node in self.nodes if node is not besides and self.health(node) == 429]

        return self._first(others, "no server follows")

    def _first(self, nodes: Callable[[], list[Node]], problem: str) -> Node:
        found: list[Node] = []

        def some() -> bool:
            found[:] = nodes()
            return found != []

        _until(some, problem)
        return found[0]

    def _leaders(self) -> list[Node]:
        return [node for node in self.nodes if self.health(node) == 200 and self._writes(node)]

    def _writes(self, node: Node) -> bool:
        """Whether a server can write: one that has lost the others calls itself the leader for a while."""
        body: dict[str, object] = {"data": {}}
        token = self.vault.root_token
        try:
            answer = self.vault.request(
                "POST", "/v1/kv/data/cluster", body, token=token, address=node.address, timeout=1
            )
        except OSError:
            return False
        return answer.status == 200

    def unseal(self, node: Node) -> None:
        """Open a server that came up sealed, and wait until it leads or follows."""

        def opened() -> bool:
            # One that is just joining takes no key yet.
            self.vault.request("PUT", "/v1/sys/unseal", {"key": self.vault.unseal_key}, address=node.address)
            return self.health(node) in (200, 429)

        _until(opened, f"{node.address} does not come up")

    def at(self, node: Node) -> VaultServer:
        """Return one server as a Vault by itself. What is read elsewhere may lag behind what the leader was told."""
        return replace(self.vault, server=Listener(node.address, self.vault.server.process))

    def settle(self, path: str) -> None:
        """Wait until every server knows what was written to `path` last."""
        for node in self.nodes:
            _until(partial(_knows, self.vault, node, path, 200), f"{node.address} does not hear of {path}")

    def cut(self, node: Node) -> None:
        """Cut the network to a server: neither clients nor the other servers reach it; nothing is refused."""
        self.balancer.cut(node.port)
        node.cable.cut(node.raft_port)

    def mend(self, node: Node) -> None:
        """Mend the network to a server."""
        self.balancer.mend(node.port)
        node.cable.mend(node.raft_port)


@contextlib.contextmanager
def running_cluster(program: str, directory: Path) -> Iterator[Cluster]:
    """Run an unsealed cluster with KV version 2 at `kv/` in `directory` until the block ends. program: `bao`."""
    files = issue(directory)
    with contextlib.ExitStack() as stack:
        nodes = []
        for number in range(SIZE):
            folder = directory / f"node-{number}"
            folder.mkdir()
            raft_port = free_port()
            cable = stack.enter_context(forwarding([raft_port]))
            nodes.append(Node(number, program, folder, files, free_port(), raft_port, cable))
        balancer = stack.enter_context(forwarding([node.port for node in nodes]))
        for node in nodes:
            node.others = [other.port for other in nodes if other is not node]
            stack.callback(node.stop)
            node.start()
        cluster = Cluster(nodes, balancer, _vault(program, nodes[0], files))
        _initialise(cluster)
        cluster.vault.server = Listener(cluster.address, cluster.vault.server.process)
        yield cluster


def _vault(program: str, first: Node, files: Certificates) -> VaultServer:
    """Return the first server as a Vault; the others are not yet part of the cluster."""
    assert first.child is not None
    listener = Listener(first.address, first.child)
    return VaultServer(
        kind="real",
        name=f"{SIZE} x {version(program)}",
        server=listener,
        guarded=listener,
        ca_file=files.ca,
        audit_file=first.directory / "audit.log",
        root_token="",
        unseal_key="",
    )


def _initialise(cluster: Cluster) -> None:
    vault, (first, *others) = cluster.vault, cluster.nodes
    shares = {"secret_shares": 1, "secret_threshold": 1}
    keys = vault.request("PUT", "/v1/sys/init", shares, address=first.address).json
    vault.root_token, vault.unseal_key = keys["root_token"], keys["keys"][0]
    cluster.unseal(first)
    _until(lambda: cluster.health(first) == 200, "the first server does not lead")
    # A server has a vote when it was healthy for this time; before that nobody could take over from the leader.
    vault.administer("POST", "sys/storage/raft/autopilot/configuration", {"server_stabilization_time": "1s"})
    for node in others:
        cluster.unseal(node)
    _until(lambda: _voters(vault) == SIZE, "not every server gets a vote")
    vault.administer("POST", "sys/mounts/kv", {"type": "kv", "options": {"version": "2"}})
    for node in cluster.nodes:  # each makes the mount ready for itself, and answers with 400 until it has
        _until(partial(_knows, vault, node, "kv/data/none", 404), f"{node.address} does not get its mount ready")


def _voters(vault: VaultServer) -> int:
    configuration = vault.administer("GET", "sys/storage/raft/configuration")["data"]["config"]
    return sum(server["voter"] for server in configuration["servers"])


def _knows(vault: VaultServer, node: Node, path: str, status: int) -> bool:
    return vault.request("GET", f"/v1/{path}", token=vault.root_token, address=node.address).status == status


def _until(reached: Callable[[], bool], problem: str) -> None:
    """Wait until it is `reached`; StartError with the problem when it is not."""
    ends = time.monotonic() + START_SECONDS
    while not reached():
        if time.monotonic() > ends:
            raise StartError(problem)
        time.sleep(0.05)
