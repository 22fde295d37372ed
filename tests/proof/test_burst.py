"""A smaller burst of CI jobs, on the stand-in and on a real server; `make proof` has the thousand."""

from pathlib import Path

import pytest

from tests.proof import burst, limits
from tests.proof.jobs import Jobs, set_up
from tests.servers.vault_server import VaultServer

SIZE = 64


@pytest.fixture
def made(vault_server: VaultServer) -> Jobs:
    """A Vault with what the jobs ask for."""
    return set_up(vault_server, vault_server.address)


def test_a_login_in_each_job(made: Jobs, tmp_path: Path) -> None:
    assert limits.burst(burst.each_logs_in(made, tmp_path, SIZE), SIZE, 2) == []


def test_the_login_travels_in_the_read(made: Jobs, tmp_path: Path) -> None:
    done = burst.inline(made, tmp_path, SIZE)

    assert limits.burst(done, done.logins, 1) == []
    assert made.vault.kind == "stand-in" or (done.logins, done.requests) == (SIZE, SIZE)


def test_one_login_for_all(made: Jobs, tmp_path: Path) -> None:
    assert limits.burst(burst.shared(made, tmp_path, SIZE), 1, 1) == []


def test_a_server_that_allows_few_logins(made: Jobs, tmp_path: Path) -> None:
    # abuse case 58
    if made.vault.kind == "stand-in":
        pytest.skip("the stand-in has no quotas")
    assert limits.limited(burst.limited(made, tmp_path, SIZE, 8)) == []
