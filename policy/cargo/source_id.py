"""Where a package comes from, as cargo tells sources apart and names them (`source_id.rs` of cargo 1.95)."""

from typing import NamedTuple

from policy.cargo.index_url import CRATES_IO_INDEX, CRATES_IO_SPARSE_INDEX, IndexUrl, canonical
from policy.cargo.names import CRATES_IO


class SourceId(NamedTuple):
    """A source.

    kind: "registry", "sparse-registry", "local-registry", "directory", "git" or "path".
    url: its URL, or the absolute path of a folder.
    name: the key under `[registries]` or `[source]`; "" where cargo knows only the URL.
    named_by: the table that holds the key: "registries", "source" or "".
    reference: a git reference as cargo prints it, such as `?branch=main`.
    """

    kind: str
    url: str
    name: str = ""
    named_by: str = ""
    reference: str = ""

    def same_as(self, other: "SourceId") -> bool:
        """Whether cargo takes both for one source: the kind and the canonical URL decide, never the name."""
        return self.identity == other.identity

    @property
    def identity(self) -> tuple[str, str, str]:
        """What two names of one source have in common."""
        url = self.url if self.kind in ("path", "directory", "local-registry") else canonical(self.url)
        return self.kind, url, self.reference

    @property
    def is_registry(self) -> bool:
        """Whether packages are looked up in an index, as opposed to a folder or a git repository."""
        return self.kind in ("registry", "sparse-registry")

    def is_crates_io(self, test_url: str = "") -> bool:
        """Whether it is crates.io; `test_url` is what the environment says is crates.io, if it does."""
        return self.is_registry and self.url in (CRATES_IO_INDEX, CRATES_IO_SPARSE_INDEX, test_url)

    @property
    def display_name(self) -> str:
        """The name where there is one, else the URL."""
        return self.name or self.url

    def __str__(self) -> str:
        """Return what cargo prints."""
        if self.is_registry:
            return f"registry `{self.display_name}`"
        if self.kind == "local-registry":
            return f"registry `{self.url}`"
        if self.kind == "directory":
            return f"dir {self.url}"
        return self.url + self.reference


CRATES_IO_SOURCE = SourceId("registry", CRATES_IO_INDEX, CRATES_IO, "registries")


def registry_source(url: IndexUrl, name: str = "", named_by: str = "") -> SourceId:
    """Return the source of the registry with this index."""
    return SourceId("sparse-registry" if url.is_sparse else "registry", str(url), name, named_by)
