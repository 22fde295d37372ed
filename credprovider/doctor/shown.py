"""How things from outside are shown: escaped, without secrets, with line and column."""

from collections.abc import Sequence
from typing import Any

from credprovider.arguments import read_arguments
from credprovider.doctor.examined import Asked
from credprovider.doctor.ours import is_ours
from credprovider.errors import Other
from credprovider.visible import visible
from policy.cargo.credential_provider import Provider
from policy.cargo.place import Place
from policy.conceal import concealed
from policy.document import Documents

_LONG = 4000  # characters


def shown(text: str) -> str:
    """Return `text` safe to print, with stars for what looks like a secret."""
    return visible(concealed(text), _LONG)


def location(place: Place | None, documents: Documents) -> dict[str, Any] | None:
    """Return path, line and column of a place, 1-based and null for what is no file; None where there is no place."""
    if place is None or not place.path:
        return None
    at = documents[place.path].locate(place)
    return {"path": visible(place.path, _LONG), "line": at.line or None, "column": at.column or None}


def where(place: Place | None, documents: Documents) -> str:
    """Return a place as `path:line:column`, or the name of a variable, or "" where there is none."""
    found = location(place, documents)
    if found is None:
        return ""
    return f"{found['path']}:{found['line']}:{found['column']}" if found["line"] else str(found["path"])


def arguments_of(provider: Provider) -> Sequence[str] | None:
    """Return the arguments of a provider, safe to print; None where they are not known to hold no secret: those of
    other programs, and of ours where they are wrong.
    """
    if not provider.args:
        return ()
    if not is_ours(provider):
        return None
    try:
        read_arguments(list(provider.args))
    except Other:
        return None
    return [shown(argument) for argument in provider.args]


def command_of(provider: Provider) -> str:
    """Return the program and its arguments on one line, as far as they can be shown."""
    arguments = arguments_of(provider)
    if arguments is None:
        count = len(provider.args)
        return f"{shown(provider.program)} (and {count} {'argument' if count == 1 else 'arguments'}, not shown)"
    return " ".join([shown(provider.program), *arguments])


def hints_of(asked: Asked) -> str:
    """Return what this program said on standard error; nothing of other programs, who may say a secret there."""
    return asked.answer.hints if asked.answer is not None and is_ours(asked.provider) else ""
