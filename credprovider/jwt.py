"""JSON Web Tokens, as far as they say themselves when they end. Source: RFC 7519, section 4.1.4; RFC 7515, section 3.1.

Nothing is verified: that is for the registry. It is asked only so that cargo is not given a token that has ended.
"""

from credprovider.json_text import JsonError, parse

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.token import Secret

_OBJECT = "eyJ"  # how base64url begins for `{"`
_LATEST = 253402300799  # the last second of the year 9999, beyond which cargo refuses an expiration


def jwt_expiry(token: "Secret") -> int | None:
    """Return the claim `exp` of `token` in unix seconds; None when it is no JWT, or one without an end.

    A scheme before it, as in `Bearer eyJ...`, does not matter.
    """
    parts = token.reveal().rpartition(" ")[2].split(".")
    if len(parts) != 3 or not parts[0].startswith(_OBJECT):
        return None
    from binascii import Error, a2b_base64  # here, because most tokens are no JWT

    payload = parts[1].replace("-", "+").replace("_", "/")
    try:
        claims = parse(a2b_base64(payload + "=" * (-len(payload) % 4)))
    except (Error, JsonError):
        return None
    exp = claims.get("exp") if isinstance(claims, dict) else None
    if not isinstance(exp, int | float) or isinstance(exp, bool) or not 0 < exp <= _LATEST:
        return None
    return int(exp)
