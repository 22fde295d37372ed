"""Times in the settings, a whole number and a unit, and how long something lasts, for people."""

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


def in_words(seconds: int) -> str:
    """Return so many seconds in their two largest units: `2 d 3 h`, `59 min 12 s`."""
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"
