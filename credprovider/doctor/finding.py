"""One thing that is wrong, where it is, and what mends it."""

from typing import NamedTuple

from policy.cargo.place import Place

SEVERITIES = ("error", "warning", "advice")
"""From the hardest to the mildest. Errors and warnings make the exit status 1."""


class Finding(NamedTuple):
    """name: kebab-case, never renamed. severity: one of SEVERITIES.

    message: one sentence, without a full stop; text from outside stands in it as it is and is escaped by the output.
    place: where to look, None where it is no file and no variable. help: the command or the edit that mends it.
    """

    name: str
    severity: str
    message: str
    place: Place | None
    help: str
