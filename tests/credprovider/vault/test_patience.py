"""What is worth another attempt, and after how long."""

import pytest

from credprovider.vault.client import Answer
from credprovider.vault.http1 import Response
from credprovider.vault.patience import Patience
from credprovider.vault.transport import Unreachable

NO_LEADER = Answer(Response(500, {}, b'{"errors":["local node not active but active cluster node not found"]}'))
REFUSED = Unreachable("refused", worth_retrying=True, sent=False)
CUT = Unreachable("cut", worth_retrying=True, sent=True)


def status(number: int, **headers: str) -> Answer:
    return Answer(Response(number, {name.replace("_", "-"): value for name, value in headers.items()}, b"{}"))


def test_each_pause_is_longer_and_no_two_processes_have_the_same() -> None:
    one, other = ([patience.wait(None, REFUSED) for _ in range(5)] for patience in (patient(), patient()))

    assert one[4] is other[4] is None
    for least, mine, its in zip((0.1, 0.2, 0.4, 0.8), one[:4], other[:4], strict=True):
        assert mine is not None
        assert its is not None
        assert least <= mine <= least * 1.25
        assert least <= its <= least * 1.25
    assert one != other


def patient(*, changes: bool = False, limit: int = 1000) -> Patience:
    return Patience(limit, changes=changes)


def test_a_hitch_during_an_election_does_not_end_the_waiting() -> None:
    patience = patient(changes=True)

    for _ in range(20):
        assert patience.wait(NO_LEADER, None) is not None
    assert patience.wait(None, REFUSED) is not None
    assert patience.wait(NO_LEADER, None) is not None


def test_the_leader_that_a_standby_names_may_come_back_as_another() -> None:
    gone = Unreachable("refused", worth_retrying=True, sent=False)
    gone.at_leader = True
    patience = patient()

    assert all(patience.wait(None, gone) for _ in range(20))


@pytest.mark.parametrize("number", [500, 502, 504])
def test_what_vault_may_have_done_is_not_asked_for_again(number: int) -> None:
    # abuse case 66
    assert patient().wait(status(number), None) is not None
    assert patient(changes=True).wait(status(number), None) is None
    assert patient().wait(None, CUT) is not None
    assert patient(changes=True).wait(None, CUT) is None


def test_vault_says_itself_when_to_come_back() -> None:
    wait = patient(changes=True).wait(status(429, retry_after="2"), None)

    assert wait is not None
    assert 2 <= wait <= 2.5


def test_the_limit_counts_every_attempt() -> None:
    patience = patient(limit=2)

    assert [patience.wait(each, None) is None for each in (NO_LEADER, status(503), NO_LEADER)] == [False, False, True]
