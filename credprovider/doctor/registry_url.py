"""What is wrong with a registry's index URL, by its spelling alone."""

import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from credprovider.doctor.finding import Finding
from credprovider.index_url import IndexUrl
from policy.cargo.index_url import canonical
from policy.cargo.place import Place

_PRESETS = (
    # host (whole, or its end after a dot), what stands in the path, presets; a row is here only where the registry's
    # source or its vendor's page says so
    ("jfrog.io", "/api/cargo/", ("artifactory",)),
    ("", "/artifactory/api/cargo/", ("artifactory",)),
    ("cargo.cloudsmith.io", "/", ("cloudsmith", "cloudsmith-oidc")),
    ("codeberg.org", "/api/packages/", ("codeberg",)),
    ("", "/api/packages/", ("gitea", "forgejo")),
    ("pkgs.dev.azure.com", "/", ("azure", "azure-entra")),
    ("buf.build", "/gen/cargo/", ("buf",)),
)


def url_findings(url: str, place: Place | None) -> Iterator[Finding]:
    """Yield what is wrong with the host and the scheme of `url`."""
    parts = IndexUrl(url)
    if parts.is_plain_http():
        message = f"{url} is reached over plain http: everybody on the way could read the token"
        yield Finding("plain-http-index", "error", message, place, "use the registry's https:// index")
    host = _decoded(parts.host)
    if host.isascii():
        return
    letters = ", ".join(
        dict.fromkeys(unicodedata.name(char, f"U+{ord(char):04X}") for char in host if not char.isascii())
    )
    edit = "compare it with what the registry's operator says, letter by letter"
    for label in host.split("."):
        scripts = _scripts(label)
        if len(scripts) > 1:
            message = f"the host `{host}` mixes letters of several scripts ({', '.join(sorted(scripts))}), as a "
            yield Finding("mixed-script-host", "error", f"{message}look-alike does: {letters}", place, edit)
            return
    message = f"the host `{host}` is not ASCII: {letters}"
    yield Finding("international-host", "advice", message, place, edit)


def git_twins(urls: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of different URLs that cargo takes for one registry because one of them ends in `.git`."""
    by_canonical: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        try:
            by_canonical.setdefault(canonical(url), []).append(url)
        except ValueError:
            continue
    return [
        (one, other)
        for alike in by_canonical.values()
        for at, one in enumerate(alike)
        for other in alike[at + 1 :]
        if one.rstrip("/").endswith(".git") != other.rstrip("/").endswith(".git")
    ]


def presets_of(url: str) -> tuple[str, ...]:
    """Return the names of the header presets of a well-known registry that wants a scheme before the token, or ()."""
    parts = IndexUrl(url)
    for host, path, presets in _PRESETS:
        if (not host or parts.host == host or parts.host.endswith(f".{host}")) and path in parts.rest:
            return presets
    return ()


def _decoded(host: str) -> str:
    """Return a host in letters, from the two forms in which cargo hands it over: `%D0%BF` and `xn--`."""
    labels = []
    for label in unquote(host).split("."):
        if label.startswith("xn--"):
            try:
                label = label[4:].encode("ascii").decode("punycode")  # noqa: PLW2901 - the label in letters
            except UnicodeError:
                pass
        labels.append(label)
    return ".".join(labels)


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(char, "UNKNOWN").partition(" ")[0] for char in label if char.isalpha()}
