"""The header Retry-After: when Vault, or what stands before it, wants to be asked again. Imported only after a refusal.

Source: RFC 9110, section 10.2.3.
"""

from time import time

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping


def seconds_to_wait(headers: "Mapping[str, str]") -> float | None:
    """Return the seconds from now on that the answer with these headers asks to wait, from a number or a date, 0 for a
    date that is over; None when it does not say, or nothing that can be understood.
    """
    written = headers.get("retry-after", "")
    if written.isascii() and written.isdigit():
        return float(written) if len(written) < 10 else None
    if not written.endswith("GMT"):
        return None
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(written).timestamp() - time())
    except (ValueError, OverflowError):
        return None


def when_to_ask_again(headers: "Mapping[str, str]") -> str:
    """Return what to do after an answer with these headers that asks to wait: a sentence."""
    seconds = seconds_to_wait(headers)
    return f"it asks to wait for {seconds:.0f} s; run cargo again then" if seconds else "run cargo again later"
