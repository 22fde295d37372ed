"""Paths in Vault: what may be part of one, and how it is written in a request."""

UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_NEVER = "%?#\\*+{}"  # escapes, what ends a path, and what a policy reads as a pattern


def is_path_part(part: str) -> bool:
    """Whether `part`, between two slashes, means itself and nothing else: not empty, `.`, `..` or a pattern."""
    return bool(part) and not part.endswith(".") and part.isprintable() and not any(char in _NEVER for char in part)


def encoded(part: str) -> str:
    """Return `part` percent-encoded, a slash included."""
    return "".join(chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in part.encode("utf-8"))


def encoded_path(path: str) -> str:
    """Return the parts of `path` percent-encoded, with the slashes between them as they are."""
    return "/".join(map(encoded, path.split("/")))


def encoded_query(fields: "dict[str, str]") -> str:
    """Return `fields` as the query of a request, with the `?` before it."""
    return "?" + "&".join(f"{encoded(key)}={encoded(value)}" for key, value in fields.items())
