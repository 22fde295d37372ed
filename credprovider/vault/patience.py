"""What is worth another attempt at Vault, and after how long. Off the hot path: imported only when an attempt failed.

A cluster behind one address hands the next attempt to another server, so whatever one server cannot do is soon tried
again. While no server leads, only waiting helps: an election takes several seconds. The pauses are not the same for
any two processes, or many that fail together would all come back together.
"""

import os

from credprovider.vault.failures import VaultFailure
from credprovider.vault.retry_after import seconds_to_wait

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.vault.client import Answer
    from credprovider.vault.transport import Unreachable

_BEHIND = (0.05, 0.15, 0.4)  # seconds after 412: a standby that has not seen our token yet
_ELSEWHERE = (0.1, 0.2, 0.4, 0.8)  # after what another server, or the same one in a moment, may do better
_ELECTION = (0.1, 0.2, 0.4, 0.8, 1.0)  # after what only a new leader can do; the last one again and again
_NO_LEADER = ("active cluster node not found", "in standby mode")


class Patience:
    """The attempts at one request. changes: whether it may be sent again only when Vault has certainly not done what it
    asks for. limit: how many attempts may follow the first.
    """

    def __init__(self, limit: int, *, changes: bool) -> None:
        self._limit = limit
        self._changes = changes
        self._taken: list[tuple[float, ...]] = []

    def wait(self, answer: "Answer | None", failure: "Unreachable | None") -> float | None:
        """Return the seconds to wait before the next attempt, None when there is to be none.

        answer, failure: what came of the attempt, one of them.
        """
        pauses = self._after(answer) if answer is not None else self._without(failure)
        number = self._taken.count(pauses)  # of this kind: one hitch during an election must not end the waiting
        if len(self._taken) >= self._limit or not pauses or (number >= len(pauses) and pauses is not _ELECTION):
            return None
        self._taken.append(pauses)
        asked = seconds_to_wait(answer.headers) if answer is not None and answer.status in (429, 503) else None
        if asked is not None:
            return _spread(asked)
        return _spread(pauses[min(number, len(pauses) - 1)])

    def _without(self, failure: "Unreachable | None") -> tuple[float, ...]:
        if failure is None or not failure.worth_retrying or (self._changes and failure.sent):
            return ()
        return _ELECTION if failure.at_leader else _ELSEWHERE

    def _after(self, answer: "Answer") -> tuple[float, ...]:
        status = answer.status
        if status == 412:
            return _BEHIND
        if status in (429, 503) or has_no_leader(answer):  # said before anything is done
            return _ELECTION
        upgrading = status == 400 and any("from non-versioned" in word for word in answer.words())
        return _ELSEWHERE if upgrading or (status in (500, 502, 504) and not self._changes) else ()


def has_no_leader(answer: "Answer") -> bool:
    """Whether a server says that nobody leads its cluster. Source: OpenBao, http/handler.go, v2.6.2."""
    return answer.status == 500 and any(text in word for word in answer.words() for text in _NO_LEADER)


def no_leader(where: str) -> VaultFailure:
    """Return the failure that such an answer means. where: `Vault at https://...`."""
    return VaultFailure(f"{where} has no active server at the moment", "its servers elect one; run cargo again soon")


def _spread(seconds: float) -> float:
    """Return up to a quarter more than `seconds`."""
    return seconds * (1 + os.urandom(1)[0] / 1024)
