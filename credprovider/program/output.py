"""What a program printed on standard output, and the token in it."""

from credprovider.errors import Other
from credprovider.json_text import JsonError, parse
from credprovider.program.expiry import unix_seconds
from credprovider.route import Route
from credprovider.token import Token, stored_token
from credprovider.visible import visible


def printed_token(output: bytes, route: Route, now: float) -> tuple[Token, int | None]:
    """Return the token in `output`, and its end in unix seconds if that is said: read as the route's `format`, `field`
    and `expires-field` tell.

    now: unix seconds, for a lifetime that counts from now on. Raises Other, which shows nothing of the output but the
    names of fields: not what the settings say it is, or no token.
    """
    if route.text("format") == "json":
        return _from_json(output, route, now)
    if b"\n" in output.removesuffix(b"\n"):
        raise Other("it printed more than one line", ('print the token alone, or set format = "json" and field',))
    return stored_token(output), None


def _from_json(output: bytes, route: Route, now: float) -> tuple[Token, int | None]:
    content = _parsed(output)
    token_field, expires_field = route.text("field"), route.text("expires-field")
    token = _value(content, token_field)
    if not isinstance(token, str):
        raise Other(f"the field {visible(token_field)} of what it printed is not a string")
    return stored_token(token.encode("utf-8")), _end(content, expires_field, now) if expires_field else None


def _parsed(output: bytes) -> object:
    try:
        return parse(output)
    except JsonError as error:
        reason = str(error)
    raise Other("it did not print JSON", (reason,))


def _value(content: object, field: str) -> object:
    """Return what stands at the dotted `field`. Raises Other, with the names that there are instead."""
    for key in field.split("."):
        if not isinstance(content, dict):
            raise Other(f"it printed JSON without the field {visible(field)}", (f"before {visible(key)} is no object",))
        if key not in content:
            there = f"in place of {visible(key)} there are: {visible(', '.join(content))}"
            raise Other(f"it printed JSON without the field {visible(field)}", (there,))
        content = content[key]
    return content


def _end(content: object, field: str, now: float) -> int:
    try:
        return unix_seconds(_value(content, field), now)
    except ValueError as error:
        reason = str(error)
    raise Other(f"the field {visible(field)} of what it printed does not say when the token ends", (reason,))
