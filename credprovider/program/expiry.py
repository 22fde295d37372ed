"""When a token ends, in the many ways that programs say it."""

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from datetime import datetime

_FIRST_TIME = (
    1_000_000_000  # unix seconds of September 2001; nobody's token lasts the 31 years that it would be as a span
)
_MILLISECONDS = 100_000_000_000  # unix seconds of the year 5138, or milliseconds of 1973


def unix_seconds(value: object, now: float) -> int:
    """Return the unix second that `value` means, a value out of JSON: a number, a string of digits or an ISO 8601 time.

    A number is unix seconds, or if it is less than a thousand million the seconds from `now` on, as in OAuth's
    `expires_in` (RFC 6749, section 5.1). Raises ValueError, which says what is wrong with the value, for milliseconds,
    for a time without a time zone and for everything else.
    """
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        return int(_parsed(value).timestamp())
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("it is neither a time nor a number of seconds")
    seconds = float(value)
    if seconds >= _MILLISECONDS:
        raise ValueError("it is in milliseconds; seconds are needed")
    return int(seconds if seconds >= _FIRST_TIME else now + seconds)


def _parsed(text: str) -> "datetime":
    from datetime import datetime  # here, because most programs say a number, or nothing

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("it is not a time in the form of ISO 8601, such as 2030-12-31T23:59:59Z") from None
    if time.tzinfo is None:
        raise ValueError("it does not say its time zone; name a field that does, or one with unix seconds")
    return time
