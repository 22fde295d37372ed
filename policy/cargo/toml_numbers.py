"""Numbers in TOML that are larger than cargo takes; tomli knows no limit."""

from typing import Any

from policy.cargo.toml_file import Problem
from policy.cargo.toml_problem import number_position

SMALLEST, LARGEST = -(2**63), 2**63 - 1


def overflow(text: str, data: Any) -> Problem:
    """Return what cargo says of the first integer in `text` that is too large for it. data: what it holds, with one."""
    number = _too_large(data) or 0
    message = f"invalid type: integer `{number}` as i128, expected any valid TOML value"
    if LARGEST < number < 2**64:
        message = "u64 value was too large"
    elif not -(2**127) <= number < 2**127:
        message = "integer number overflowed"
    return Problem(message, *number_position(text, number))


def _too_large(data: Any) -> int | None:
    if isinstance(data, int):
        return None if SMALLEST <= data <= LARGEST else data
    items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return next((number for item in items if (number := _too_large(item)) is not None), None)
