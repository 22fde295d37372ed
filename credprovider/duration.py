"""Times in the settings: a whole number and a unit."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 365 * 86400


def seconds_of(text: str) -> int | None:
    """Return the seconds in `text`, such as `90s`, `30m`, `8h` or `7d`; None for anything else, for none and for more
    than 365 days.
    """
    number, unit = text[:-1], _UNITS.get(text[-1:])
    if unit is None or not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    seconds = int(number) * unit
    return seconds if 0 < seconds <= _LONGEST else None
