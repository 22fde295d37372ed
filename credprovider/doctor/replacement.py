"""Another source in the place of crates.io: it is the one that cargo then reads from, with a token of its own."""

from collections.abc import Iterator

from credprovider.doctor.finding import Finding
from policy.cargo.config import Config
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId
from policy.cargo.sources import SourceMap


def replacement_of_crates_io(config: Config) -> SourceId | None:
    """Return the registry from which cargo reads instead of crates.io, None where there is none."""
    sources = SourceMap(config)
    try:
        found = sources.replacement(CRATES_IO_SOURCE)
    except CargoError:
        return None  # `cargo policy check` says what is wrong
    return found if found.is_registry and not found.same_as(sources.crates_io) else None


def replacement_findings(config: Config) -> Iterator[Finding]:
    """Yield the advice to look at the other registry too."""
    found = replacement_of_crates_io(config)
    if found is not None:
        place = SourceMap(config).by_name[CRATES_IO].place
        message = f"cargo reads from {found.url} instead of crates.io, with that registry's token"
        yield Finding("crates-io-replaced", "advice", message, place, f"run `cargo credprovider doctor {found.url}`")
