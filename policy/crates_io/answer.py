"""An answer of crates.io that refuses an upload."""

from typing import NamedTuple

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place


class Answer(NamedTuple):
    """One refusal as the server words it.

    cause: the name of the mistake. detail: the server's text. place: what is refused. subject: the name that the
    mistake is about. status: the HTTP status.
    """

    cause: str
    detail: str
    place: Place
    subject: str = ""
    status: str = "400 Bad Request"


def text_of(package: Manifest, key: str) -> str | None:
    """Return a text of `[package]` after inheritance; None where there is none, or something else."""
    field = package.known_field(key)
    return field.value if field is not None and isinstance(field.value, str) else None


def texts_of(package: Manifest, key: str) -> tuple[list[str], Place]:
    """Return a list of texts of `[package]` after inheritance, and its place; an empty one for anything else."""
    field = package.known_field(key)
    if field is None or not isinstance(field.value, list) or not all(isinstance(one, str) for one in field.value):
        return [], package.place()
    return field.value, field.place
