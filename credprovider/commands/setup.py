"""Make cargo ask this provider: write the launcher, and name it in the user's own cargo configuration.

The launcher, $CARGO_HOME/bin/cargo-credential-customs, is put behind what `registry.global-credential-providers` holds,
which makes it the first that cargo asks; `cargo:token` stays the last. Comments and formatting stay as they are, and a
second run changes nothing. `uninstall` takes out what was added. Files of a project are never changed.
"""

import argparse
import os
from collections.abc import Iterator

from credprovider.arguments import read_arguments
from credprovider.cargo_config_file import CargoConfigFile
from credprovider.commands.opened import opened
from credprovider.deadline import allowed_seconds
from credprovider.errors import Other
from credprovider.index_url import identity
from credprovider.launcher import Launcher
from credprovider.presets import PRESETS
from credprovider.private_file import cargo_home
from credprovider.route import Route
from credprovider.route_check import check_route
from credprovider.settings_check import check_document
from credprovider.settings_file import SettingsFile
from credprovider.settings_table import Table
from credprovider.stores import STORES
from credprovider.toml_text import dotted, literal
from credprovider.visible import visible
from policy.conceal import concealed

NAME = "setup"
_VARIABLE = "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--registry",
        action="append",
        default=[],
        metavar="URL",
        help="a registry by its index URL: a provider that cargo's configuration gives to it alone is replaced",
    )
    parser.add_argument(
        "--store",
        choices=tuple(STORES),
        help="where tokens live: of the registries named by --registry (written to credprovider.toml), else of all",
    )
    parser.add_argument("--secret", metavar="MOUNT/PATH", help="the token's place in Vault, with --store vault")
    parser.add_argument("--vault-address", metavar="URL", help="where Vault is, written to credprovider.toml")
    header = parser.add_mutually_exclusive_group()
    header.add_argument("--preset", choices=tuple(PRESETS), help="the header of a known registry")
    header.add_argument("--header", help="how the token becomes the header, such as 'Bearer {token}'")
    parser.add_argument("--without-cargo-token", action="store_true", help="do not keep cargo's plaintext file in use")
    parser.add_argument("--dry-run", action="store_true", help="show what would be changed, and change nothing")
    parser.set_defaults(wrong_usage=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Make the changes, showing them, and return 0. Raises Other when something is refused; 2 is for wrong usage."""
    _check_usage(arguments)
    home = cargo_home()
    config, settings, launcher = CargoConfigFile(home), SettingsFile(home), Launcher(home)
    content = launcher.content()
    for url in arguments.registry:
        _check_url(url, config)
    notes = [*_write_routes(arguments, settings), *_name_provider(arguments, config, launcher.path)]
    changed = [file for file in (settings, config) if file.is_changed]
    is_current = launcher.is_current(content)
    if not arguments.dry_run:
        launcher.write(content)
    if not is_current:
        print(f"{visible(launcher.path)} {'would be' if arguments.dry_run else 'is'} written")
    for file in changed:
        print("\n".join(file.difference()))
        if not arguments.dry_run:
            file.write()
    for note in notes:
        print(note)
    if is_current and not changed:
        print("nothing to do: cargo's configuration names the launcher")
    elif arguments.dry_run:
        print("dry run: nothing was changed")
    else:
        print("done: from now on cargo asks cargo-credprovider first")
    return 0


def _check_usage(arguments: argparse.Namespace) -> None:
    if arguments.store == "vault" and not (arguments.registry and arguments.secret):
        arguments.wrong_usage(
            "--store vault needs --registry URL and --secret MOUNT/PATH: a secret is for one registry"
        )
    for option, value in (("--secret", arguments.secret), ("--vault-address", arguments.vault_address)):
        if value and arguments.store != "vault":
            arguments.wrong_usage(f"{option} belongs to --store vault")
    if (arguments.header or arguments.preset) and not (arguments.registry and arguments.store):
        arguments.wrong_usage("--header and --preset need --registry URL and --store NAME")


def _check_url(url: str, config: CargoConfigFile) -> None:
    """Raise Other for what is no index URL; where it is a registry's name, with the URL of that."""
    try:
        check_document(f"[registries.{dotted((url,))}]\n".encode(), "--registry")
    except Other as error:
        index = config.toml.get("registries", url, "index")
        hint = (f"the index of `{visible(url)}` is {concealed(visible(index))}",) if isinstance(index, str) else ()
        raise Other(error.message, (*error.causes, *hint)) from None


def _write_routes(arguments: argparse.Namespace, settings: SettingsFile) -> Iterator[str]:
    """Write the store into the settings, or check that it can be an argument; yield what a person should know."""
    listed = settings.checked().registries
    path = visible(settings.path)
    for url in arguments.registry:
        if listed and identity(url) not in listed and not arguments.store:
            yield f"warning: {path} lists registries, and not {visible(url)}, which is not served; --store lists it"
    if not arguments.store:
        return
    route = {key: getattr(arguments, key) for key in ("store", "secret", "header", "preset") if getattr(arguments, key)}
    _check_store(route, arguments.registry, path)
    if arguments.vault_address:
        settings.set_vault_address(arguments.vault_address)
    for url in arguments.registry:
        settings.set_route(url, route)
    if arguments.store == "vault":
        yield from _write_engine(arguments.registry, route, settings)
    checked = settings.checked()
    if not arguments.registry:
        if listed:
            raise Other(
                f"{path} lists registries, and --store without --registry would overrule what it says of them",
                ("name the registry with --registry URL",),
            )
        read_arguments(["--store", arguments.store])
    for url in arguments.registry or [""]:
        with opened(Route(url, {**route}, checked, separate=False)) as store:  # which may refuse these settings
            if not store.writable:
                yield f"note: {store.elsewhere()}"
    if arguments.registry and not listed:
        yield f"warning: {path} lists registries now, so that no other registry is served"


def _write_engine(urls: list[str], route: dict[str, str], settings: SettingsFile) -> Iterator[str]:
    """Find out which engine the secret is in, and write it into the routes; yield what a person should know."""
    from credprovider.doctor.vault.asked_mount import ask_mount

    secret = visible(route["secret"])
    try:
        mount = ask_mount(Route(urls[0], {**route}, settings.checked(), separate=False), allowed_seconds())
    except Other as error:
        yield f"note: Vault was not asked which engine {secret} is in: {': '.join([error.message, *error.causes])}"
        yield "note: KV version 2 is taken for granted; once Vault can be asked, `cargo credprovider doctor` checks it"
        return
    route["engine"] = mount["engine"]
    if "/" in mount["path"]:
        route["mount"] = mount["path"]
    for url in urls:
        settings.set_route(url, route)
    yield f"note: Vault has {secret} in the engine `{visible(mount['type'])}` at {visible(mount['path'])}/"


def _check_store(route: dict[str, str], urls: list[str], path: str) -> None:
    """Raise Other, with the lines to write, for a store that needs more than the options can say."""
    try:
        check_route(Table(route, "", f"a route to the store `{route['store']}`"), {})
    except Other as error:
        table = ("registries", urls[0] if urls else "INDEX URL")
        lines = [f"[{visible(dotted(table))}]", *(f"{key} = {visible(literal(route[key]))}" for key in route)]
        raise Other(error.message, (*error.causes, f"write it into {path}, with what is missing:", *lines)) from None


def _name_provider(arguments: argparse.Namespace, config: CargoConfigFile, launcher: str) -> Iterator[str]:
    """Put the launcher into cargo's configuration; yield what a person should know."""
    behind: tuple[str, ...] | None = None
    if arguments.store:  # a route in the settings is overruled by arguments, so that there are none beside it
        behind = () if arguments.registry else ("--store", arguments.store)
    config.point_to(launcher)
    config.add(launcher, behind, cargo_token=not arguments.without_cargo_token)
    for url in arguments.registry:
        for old in config.take_over(url, launcher, arguments=not arguments.store):
            yield f"note: the registry `{visible(old.name)}` had a provider of its own, {visible(str(old.provider))}"
    for own in config.registry_providers():
        if not own.provider.is_ours:
            mine = f"its own provider, {visible(str(own.provider))}, which cargo asks instead"
            yield f"note: the registry `{visible(own.name)}` keeps {mine}; --registry URL replaces it"
    if arguments.without_cargo_token:
        yield "note: without cargo:token, cargo's credentials.toml and CARGO_REGISTRIES_*_TOKEN are not used"
    if os.path.exists(f"{config.path}.toml"):
        yield f"note: cargo reads {config.toml.place}, and not the config.toml beside it"
    if config.toml.get("include") is not None:
        yield f"note: files that {config.toml.place} includes were not looked at"
    if os.environ.get(_VARIABLE):
        yield f"note: {_VARIABLE} is set; cargo asks what it names first"
