"""Take the tokens that cargo's own providers keep, or another store, into the stores of the settings.

Each token is written, read back and compared; only then is it removed from where it was. A registry that only a
project's config names is not taken by that name: say --index NAME=URL for it.
"""

import argparse

from credprovider.commands.opened import command_deadline, route_to
from credprovider.commands.transfer import PLACES, Transfer, transferred
from credprovider.deadline import Deadline
from credprovider.errors import Other
from credprovider.index_url import identity
from credprovider.registries import KnownRegistry, Registries, named_by_option
from credprovider.settings import load_settings
from credprovider.stores import open_store
from credprovider.stores.cargo_token import kept_names
from credprovider.stores.interface import Store
from credprovider.visible import visible

NAME = "import"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the tokens are, whose they are and what may happen to them."""
    parser.add_argument("--from", dest="source", choices=PLACES, required=True, help="where the tokens are now")
    add_choice(parser)
    parser.add_argument("--keep", action="store_true", help="leave them there as well")


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add what import and export have in common: which registries, and how far to go."""
    parser.add_argument(
        "--registry", action="append", metavar="REGISTRY", help="this one alone: a name or an index URL"
    )
    parser.add_argument(
        "--index", action="append", default=[], metavar="NAME=URL", help="the index URL of a name that is not defined"
    )
    parser.add_argument("--replace", action="store_true", help="overwrite another token in the target")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def run(arguments: argparse.Namespace) -> int:
    """Import and return 0, or 1 when a token could not be taken. Raises Other for what cannot be begun."""
    known = Registries.of_user().known() | named_by_option(arguments.index)
    unknown = [name for name in kept_names() if name not in known] if arguments.source == "cargo:token" else []
    for name in unknown:
        print(f"{visible(name, 60)}: is not taken: your own config does not define it; say --index {visible(name)}=URL")
    wanted = chosen(known, candidates(arguments.source, known), arguments.registry)
    if not wanted and not unknown:
        print(f"There is no token in {arguments.source}.")
    place = PLACES[arguments.source]
    transfers = [
        Transfer(registry, place, settings_place, shaped=False, keep=arguments.keep, replace=arguments.replace)
        for registry in wanted
    ]
    asked_for = arguments.registry is not None
    status = transferred(transfers, dry_run=arguments.dry_run, verb="imported", asked_for=asked_for)
    return 1 if unknown else status


def candidates(source: str, known: dict[str, KnownRegistry]) -> list[str]:
    """Return the index URLs of the registries that may have a token in `source`: it tells, or the settings and the
    person's config do.
    """
    if source == "cargo:token":
        return [known[name].url for name in kept_names() if name in known]
    with command_deadline() as deadline:
        held = PLACES[source](known["crates-io"], deadline).urls()
    return held if held is not None else listed_urls(known)


def listed_urls(known: dict[str, KnownRegistry]) -> list[str]:
    """Return the index URLs that the settings list, and those of the registries that are known by name."""
    return [*(entry.url for entry in load_settings().registries.values()), *(each.url for each in known.values())]


def chosen(known: dict[str, KnownRegistry], urls: list[str], wanted: list[str] | None) -> list[KnownRegistry]:
    """Return the registry of each of `urls` once, as far as `wanted` (names and URLs; None for all) says.

    Raises Other for a wanted registry that is not among them.
    """
    found = {identity(url): KnownRegistry(url, "", ()) for url in urls}
    found |= {identity(each.url): each for each in known.values() if identity(each.url) in found}
    if wanted is None:
        return list(found.values())
    asked = {identity(known[word].url if word in known else word): word for word in wanted}
    for key, word in asked.items():
        if key not in found:
            raise Other(f"there is no token for {visible(word)} to be taken")
    return [found[key] for key in asked]


def settings_place(registry: KnownRegistry, deadline: Deadline) -> Store:
    """Open the store in which the settings keep the token of this registry. A `Place`."""
    return open_store(route_to(registry), deadline)
