"""Index URLs as cargo reads and compares them (`into_url.rs`, `canonical_url.rs`, `source_id.rs` of cargo 1.95)."""

import re
from functools import lru_cache
from typing import NamedTuple

CRATES_IO_INDEX = "https://github.com/rust-lang/crates.io-index"
CRATES_IO_SPARSE_INDEX = "sparse+https://index.crates.io/"

_SPECIAL_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21", "file": ""}
_LEFT_OUT = dict.fromkeys(map(ord, "\t\n\r"))
_NOT_IN_A_HOST = " <>\\^|"
_LOOPBACK = r"localhost|127(\.\d{1,3}){3}|\[::1\]|.*\.localhost|.*\.local"


class IndexUrl(NamedTuple):
    """A URL taken apart; `scheme` is lower-case and includes `sparse+`, `host` has an IPv6 address in brackets."""

    scheme: str
    user: str
    password: str | None
    host: str
    port: str
    path: str
    query: str | None
    fragment: str | None

    def __str__(self) -> str:
        """Return the URL as cargo prints it; like cargo, with the password if it has one."""
        login = self.user + (f":{self.password}" if self.password is not None else "")
        authority = (f"{login}@" if login else "") + self.host + (f":{self.port}" if self.port else "")
        tail = ("" if self.query is None else f"?{self.query}") + ("" if self.fragment is None else f"#{self.fragment}")
        return f"{self.scheme}://{authority}{self.path}{tail}"

    @property
    def is_sparse(self) -> bool:
        """Whether cargo reads the index over HTTP instead of with git."""
        return self.scheme.startswith("sparse+")

    @property
    def lacks_slash(self) -> bool:
        """Whether it is a sparse index that cargo refuses because its URL does not end in a slash."""
        return self.is_sparse and not str(self).endswith("/")

    @property
    def transport(self) -> str:
        """The scheme without `sparse+`."""
        return self.scheme.removeprefix("sparse+")

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine, or a name that cannot leave the local network."""
        return re.fullmatch(_LOOPBACK, self.host, re.IGNORECASE) is not None


@lru_cache
def parse(text: str) -> IndexUrl:
    """Take `text` apart as the `url` crate does.

    Raises ValueError with cargo's sentence where cargo refuses it.
    """
    url = text.strip("".join(map(chr, range(33)))).translate(_LEFT_OUT)
    scheme, colon, rest = url.partition(":")
    if not colon or not _is_scheme(scheme):
        hint = f"; try using `ssh://{text.replace(':', '/', 1)}` instead" if text.startswith("git@") else ""
        raise ValueError(f"invalid url `{text}`: relative URL without a base{hint}")
    scheme = scheme.lower()
    rest, fragment = _cut(rest, "#")
    rest, query = _cut(rest, "?")
    if scheme in _SPECIAL_PORTS:
        rest = rest.replace("\\", "/")
        rest = f"//{rest.lstrip('/')}" if scheme != "file" else rest
    elif not rest.startswith("/"):
        raise ValueError(f"invalid url `{scheme}:{rest}`: cannot-be-a-base-URLs are not supported")
    authority, path = _authority(rest)
    login, _, where = authority.rpartition("@")
    user, password = _cut(login, ":")
    host, port = _host_and_port(where, text, scheme in _SPECIAL_PORTS)
    if scheme in _SPECIAL_PORTS:
        if not host and scheme != "file":
            raise ValueError(f"invalid url `{text}`: empty host")
        host, path = host.lower(), path if path.startswith("/") else f"/{path}"
        port = "" if port == _SPECIAL_PORTS[scheme] else port
    return IndexUrl(scheme, user, password or None, host, port, _without_dots(path), query, fragment)


@lru_cache
def canonical(text: str) -> str:
    """Return the form in which cargo 1.95 compares two URLs: no last slash, no `.git`, github.com in lower case."""
    url = parse(text)
    scheme, path = url.scheme, url.path.removesuffix("/") or "/"
    if url.host == "github.com":
        scheme, path = "https", path.lower()
    return str(url._replace(scheme=scheme, path=path.removesuffix(".git")))


def _is_scheme(text: str) -> bool:
    """Whether `text` is a letter, then letters, digits, `+`, `.` and `-`; without a pattern, which takes its time."""
    rest = text.replace("+", "").replace(".", "").replace("-", "")
    return text.isascii() and text[:1].isalpha() and rest.isalnum()


def _cut(text: str, mark: str) -> tuple[str, str | None]:
    head, found, tail = text.partition(mark)
    return head, tail if found else None


def _authority(rest: str) -> tuple[str, str]:
    if not rest.startswith("//"):
        return "", rest
    authority, slash, path = rest[2:].partition("/")
    return authority, slash + path


def _host_and_port(where: str, text: str, is_special: bool) -> tuple[str, str]:
    host, _, port = where.rpartition(":") if ":" in where[where.rfind("]") + 1 :] else (where, "", "")
    if port and not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise ValueError(f"invalid url `{text}`: invalid port number")
    if ("[" in host) != ("]" in host):
        raise ValueError(f"invalid url `{text}`: invalid IPv6 address")
    is_escaped_wrong = is_special and "%" in host and "%" in re.sub("%[0-9A-Fa-f]{2}", "", host)
    if is_escaped_wrong or any(char in host for char in _NOT_IN_A_HOST):
        what = "international domain name" if is_special else "domain character"
        raise ValueError(f"invalid url `{text}`: invalid {what}")
    return host, port


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for number, segment in enumerate(segments):
        plain = segment.lower().replace("%2e", ".")
        last = number == len(segments) - 1
        if plain == "..":
            if len(kept) > 1:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/".join(kept)
