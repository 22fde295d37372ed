"""Index URLs beside the one that a provider serves: its neighbours, its look-alikes, its other spellings."""

from dataclasses import dataclass

DEFAULT = "sparse+https://registry.example/index/"
FOREIGN = "sparse+https://foreign.example/index/"
CRATES_IO = ("https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/")


class NoUrlError(ValueError):
    """A text is not an index URL; the message says so."""


@dataclass(frozen=True)
class IndexUrl:
    """An index URL in its parts: `sparse+` or nothing, the scheme, host with port, and the path with its slash."""

    prefix: str
    scheme: str
    host: str
    path: str

    @property
    def text(self) -> str:
        """The URL as cargo sends it."""
        return f"{self.prefix}{self.scheme}://{self.host}{self.path}"

    @property
    def loopback(self) -> bool:
        """Whether the host is this machine by its usual names."""
        host = self.host.rpartition("@")[2].partition(":")[0] if "[" not in self.host else self.host
        return host in ("localhost", "127.0.0.1") or host.startswith("[::1]")

    def neighbour(self, name: str) -> str:
        """Return another registry's URL on the same host, whose path begins like this one's."""
        bare, slash = (self.path[:-1], "/") if self.path.endswith("/") else (self.path, "")
        bare = bare.removesuffix(".git")
        return f"{self.prefix}{self.scheme}://{self.host}{bare}-conformance-{name}{slash}"

    def look_alikes(self) -> list[str]:
        """Return URLs of other hosts that a careless comparison takes for this one."""
        host, path, start = self.host, self.path, f"{self.prefix}{self.scheme}://"
        return [
            f"{start}{host}.evil.example{path}",
            f"{start}{host}x{path}",
            f"{start}evil-{host}{path}",
            f"{start}{host}@evil.example{path}",
            f"{start}evil.example/?{host}{path}",
            f"{start}evil.example/{host}{path}",
        ]

    def with_git(self) -> str:
        """Return the URL with `.git` at the end of its path, or without it where it has one."""
        bare, slash = (self.path[:-1], "/") if self.path.endswith("/") else (self.path, "")
        other = bare.removesuffix(".git") if bare.endswith(".git") else f"{bare}.git"
        return f"{self.prefix}{self.scheme}://{self.host}{other}{slash}"

    def with_other_prefix(self) -> str:
        """Return the URL without `sparse+`, or with it where it has none."""
        return f"{'' if self.prefix else 'sparse+'}{self.scheme}://{self.host}{self.path}"

    def plain_http(self) -> str:
        """Return the same URL without encryption."""
        return f"{self.prefix}http://{self.host}{self.path}"

    def spellings(self) -> dict[str, str]:
        """Return other spellings of the same address, by a name for people."""
        start, port = f"{self.prefix}{self.scheme}://", "443" if self.scheme == "https" else "80"
        return {
            "host in upper case": f"{start}{self.host.upper()}{self.path}",
            "default port": f"{start}{self.host}:{port}{self.path}",
            "no slash at the end": f"{start}{self.host}{self.path.rstrip('/')}",
        }


def parse(text: str) -> IndexUrl:
    """Return the URL's parts. Raises NoUrlError for one that is no absolute http, https or ssh URL."""
    bare = text.removeprefix("sparse+")
    scheme, mark, rest = bare.partition("://")
    host, slash, path = rest.partition("/")
    if not mark or scheme not in ("http", "https", "ssh") or not host:
        raise NoUrlError(f"`{text}` is not an index URL such as {DEFAULT}")
    return IndexUrl("sparse+" if bare != text else "", scheme, host, slash + path)
