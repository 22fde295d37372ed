"""The failing cluster in a shorter form than that of `make proof`. It needs a real server."""

from pathlib import Path

import pytest

from tests.conftest import VAULT_PROGRAM, need
from tests.proof import limits
from tests.proof.failover import CRATE, prove
from tests.servers import bao
from tests.servers.cluster import running_cluster
from tests.servers.registry import running_registry


def test_a_cluster_whose_servers_fail(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    program = pytestconfig.stash[VAULT_PROGRAM]
    if program is None:
        pytest.skip(f"no `bao` or `vault` on PATH and {bao.SETTING} is not set: the stand-in is no cluster")
    if not bao.version(program).startswith("OpenBao"):
        pytest.skip("the cluster of the tests is one of OpenBao servers")
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    folder = tmp_path / "cluster"
    folder.mkdir()
    with (
        running_cluster(program, folder) as cluster,
        running_registry(tmp_path / "registry", crates=[CRATE]) as registry,
    ):
        account = prove(cluster, registry, tmp_path, 1.5)

    assert limits.failover(account) == [], account.table()
