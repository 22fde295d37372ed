"""Registries by the names that a person gives them, for the commands; a request of cargo's comes with the URL."""

import os
from collections.abc import Mapping

from credprovider.errors import Other
from credprovider.index_url import CRATES_IO, IndexUrl, identity
from credprovider.private_file import cargo_home
from credprovider.visible import visible
from policy.cargo.config import Config
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError

CRATES_IO_NAME = "crates-io"


def index_url_of(registry: str) -> tuple[str, str | None]:
    """Return the index URL and the name of `registry`: a name that cargo's config defines here, or an index URL.

    The name is None for a URL. Raises Other for a name that is not defined, and for config that cargo cannot read.
    """
    if IndexUrl(registry).scheme:
        return (CRATES_IO if identity(registry) == CRATES_IO else registry), None
    if registry == CRATES_IO_NAME:
        return CRATES_IO, registry
    config = Config(os.getcwd(), cargo_home(), os.environ)
    try:
        return str(config.registry_index(registry, Place(""))), registry
    except CargoError as error:
        known = ", ".join(visible(name, 60) for name in sorted([*config.registry_names(), CRATES_IO_NAME]))
        causes = (*(visible(line) for line in error.chain[1:]), f"cargo knows these registries here: {known}")
        raise Other(visible(error.chain[0]), causes) from None


def registries_here() -> dict[str, str]:
    """Return the index URLs of the registries that cargo's config defines for the current folder, by name."""
    return _defined(Config(os.getcwd(), cargo_home(), os.environ))


def registries_of_user() -> dict[str, str]:
    """Return the index URLs of the registries that the person has defined, by name: nothing that a project says.

    A project can give a known name to a registry of its own, and must not get the token that was kept by that name.
    """
    home = cargo_home()
    environment: Mapping[str, str] = os.environ
    return _defined(Config(home, home, environment, top=home))


def names_by_option(pairs: list[str]) -> dict[str, str]:
    """Return the index URLs that `NAME=URL` pairs of a command line give to names. Raises Other for anything else."""
    found = {}
    for pair in pairs:
        name, equals, url = pair.partition("=")
        if not (name and equals and IndexUrl(url).scheme):
            raise Other(f"--index {visible(pair)} is not of the form NAME=URL")
        found[name] = url
    return found


def _defined(config: Config) -> dict[str, str]:
    found = {CRATES_IO_NAME: CRATES_IO}
    for name in config.registry_names():
        try:
            found[name] = str(config.registry_index(name, Place("")))
        except CargoError:
            continue  # cargo refuses it as well, and `cargo credprovider doctor` says why
    return found
