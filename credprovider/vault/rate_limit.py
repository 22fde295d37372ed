"""VAULT_RATE_LIMIT: how many requests a second this process sends at most. Imported only where it is set.

Source: OpenBao api/client.go v2.6.2, which holds back each request, not its repetitions.
"""

from time import monotonic, sleep

from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 1_000_000_000
_limits: "dict[str, RateLimit]" = {}  # of this process, by the value of the variable


class RateLimit:
    """So many requests a second. burst: how many may come at once after a pause. name: of the variable."""

    def __init__(self, rate: float, burst: int, name: str) -> None:
        self._rate = rate
        self._burst = burst
        self._name = name
        self._allowed = float(burst)
        self._counted = monotonic()

    def wait(self, left: "Callable[[], float]") -> None:
        """Wait until the next request may be sent. left: gives the seconds that remain. Raises VaultFailure when the
        wait would take longer.
        """
        now = monotonic()
        self._allowed = min(self._burst, self._allowed + (now - self._counted) * self._rate)
        self._counted = now
        seconds = (1 - self._allowed) / self._rate
        if seconds >= left():
            raise VaultFailure(
                f"{self._name} allows no request to Vault in the time that is left", "raise it for cargo"
            )
        self._allowed -= 1
        if seconds > 0:
            sleep(seconds)


def rate_limit(name: str, value: str) -> RateLimit:
    """Return the limit that the variable `name` sets with `value`, `rate` or `rate:burst`; the same for all requests of
    this process. Without a burst it is the rate, and 1 at least. Raises VaultFailure for anything else.
    """
    if value not in _limits:
        written, colon, burst = value.partition(":")
        whole, _, fraction = written.partition(".")
        digits = whole + fraction
        rate = float(written) if digits.isascii() and digits.isdigit() and len(digits) < 15 else 0.0
        known = not colon or (burst.isascii() and burst.isdigit() and len(burst) < 10)
        if not 0 < rate <= _LARGEST or not known or (colon and not int(burst)):
            form = "`10`, requests a second, or `10:20` with so many at once"
            raise VaultFailure(f"{name} must be a rate such as {form}, not `{visible(value, 40)}`")
        _limits[value] = RateLimit(rate, int(burst) if colon else max(1, int(rate)), name)
    return _limits[value]
