"""Take the tokens that cargo's own providers keep, or another store, into the stores of the settings.

Each token is written, read back and compared; only then is it removed from where it was. A registry that only a
project's config names is not taken by that name: say --index NAME=URL for it.
"""

import argparse

from credprovider.commands.opened import command_deadline, route_to
from credprovider.commands.transfer import PLACES, Transfer, transferred
from credprovider.deadline import Deadline
from credprovider.errors import Other
from credprovider.index_url import CRATES_IO, identity
from credprovider.registries import names_by_option, registries_of_user
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
    names = registries_of_user() | names_by_option(arguments.index)
    unknown = [name for name in kept_names() if name not in names] if arguments.source == "cargo:token" else []
    for name in unknown:
        print(f"{visible(name, 60)}: is not taken: your own config does not define it; say --index {visible(name)}=URL")
    wanted = chosen(names, candidates(arguments.source, names), arguments.registry)
    if not wanted and not unknown:
        print(f"There is no token in {arguments.source}.")
    place = PLACES[arguments.source]
    transfers = [
        Transfer(url, name, place, settings_place, shaped=False, keep=arguments.keep, replace=arguments.replace)
        for url, name in wanted
    ]
    status = transferred(
        transfers, dry_run=arguments.dry_run, verb="imported", asked_for=arguments.registry is not None
    )
    return 1 if unknown else status


def candidates(source: str, names: dict[str, str]) -> list[str]:
    """Return the index URLs of the registries that may have a token in `source`: it tells, or the settings and the
    person's config do.
    """
    if source == "cargo:token":
        return [names[name] for name in kept_names() if name in names]
    with command_deadline() as deadline:
        held = PLACES[source](CRATES_IO, "", deadline).urls()
    listed = [entry.url for entry in load_settings().registries.values()]
    return held if held is not None else [*listed, *names.values()]


def chosen(names: dict[str, str], urls: list[str], wanted: list[str] | None) -> list[tuple[str, str]]:
    """Return each of `urls` once, with its name or "", as far as `wanted` (names and URLs; None for all) says.

    Raises Other for a wanted registry that is not among them.
    """
    found = {identity(url): url for url in urls}
    if wanted is not None:
        asked = {identity(names.get(registry, registry)): registry for registry in wanted}
        for key, registry in asked.items():
            if key not in found:
                raise Other(f"there is no token for {visible(registry)} to be taken")
        found = {key: url for key, url in found.items() if key in asked}
    by_url = {identity(url): name for name, url in names.items()}
    return [(url, by_url.get(key, "")) for key, url in found.items()]


def settings_place(url: str, name: str, deadline: Deadline) -> Store:
    """Open the store in which the settings keep the token of this registry. A `Place`."""
    return open_store(route_to(url, name or None), deadline)
