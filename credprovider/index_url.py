"""Index URLs: which two spellings are one registry, and which host is this machine.

The name of a registry is chosen by a project and can be re-pointed; its index URL is the only stable key. Two URLs
are one registry here only when they differ in nothing but the case of scheme and host, a default port, or the last
slash. `.git` and `sparse+` are never folded away, although cargo 1.95 folds `.git` (CVE-2026-5222: a token sent to
the wrong registry).
"""

CRATES_IO = "https://github.com/rust-lang/crates.io-index"
_CRATES_IO_SPARSE = "sparse+https://index.crates.io/"
_DEFAULT_PORTS = {"https": ":443", "http": ":80", "ssh": ":22", "git": ":9418"}


class IndexUrl:
    """An index URL taken apart, without decoding anything in it.

    prefix: `sparse+`, `registry+` or nothing, in lower case. scheme: lower case. user: what stands before `@`. host:
    lower case, without port. port: with its colon, empty when it is the scheme's default. rest: path, query and
    fragment as written. A text without `://` has everything in `rest`.
    """

    __slots__ = ("host", "port", "prefix", "rest", "scheme", "user")

    def __init__(self, url: str) -> None:
        head, separator, tail = url.partition("://")
        prefix, plus, scheme = head.rpartition("+")
        if not separator:
            self.prefix, self.scheme, self.user, self.host, self.port, self.rest = "", "", "", "", "", url
            return
        cut = min((at for at in map(tail.find, "/?#") if at >= 0), default=len(tail))
        user, _, place = tail[:cut].rpartition("@")
        host, port = _split_port(place)
        self.prefix, self.scheme = _lower(prefix) + plus, _lower(scheme)
        self.user, self.host, self.rest = user, _lower(host), tail[cut:]
        self.port = "" if port == _DEFAULT_PORTS.get(self.scheme) else port

    def is_plain_http(self) -> bool:
        """Whether a token for this registry would cross a network unencrypted: `http` to a host that is not this
        machine.
        """
        return self.scheme == "http" and not is_loopback(self.host)


def identity(url: str) -> str:
    """Return the one spelling that stands for all spellings of the registry at `url`.

    crates.io's git URL and its sparse URL are one registry: cargo sends the first for login, publish, yank and owners
    although it reads the index from the second.
    """
    parts = IndexUrl(url)
    if not parts.scheme:
        return url
    rest = parts.rest
    if rest.endswith("/") and "?" not in rest and "#" not in rest:
        rest = rest[:-1]
    at = "@" if parts.user else ""
    folded = f"{parts.prefix}{parts.scheme}://{parts.user}{at}{parts.host}{parts.port}{rest}"
    return CRATES_IO if folded == _CRATES_IO_SPARSE[:-1] else folded


def is_loopback(host: str) -> bool:
    """Whether `host` (lower case, no port) is this machine by its very spelling: localhost, 127.x.x.x or [::1]. No
    look-up.
    """
    if host in ("localhost", "[::1]", "::1"):
        return True
    parts = host.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isascii() and part.isdigit() for part in parts)


def _split_port(place: str) -> tuple[str, str]:
    host, colon, port = place.rpartition(":")
    return (host, colon + port) if colon and port.isascii() and port.isdigit() else (place, "")


def _lower(text: str) -> str:
    """Lower case of ASCII alone: `str.lower` would turn the Kelvin sign into a k, and one host into another."""
    return text.lower() if text.isascii() else text
