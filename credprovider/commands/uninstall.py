"""Take out what `setup` added: our entries in the user's own cargo configuration, and the launcher.

Everything else stays: the tokens, credprovider.toml, and whatever else the configuration says. A provider that
--registry had replaced is not put back.
"""

import argparse
import os

from credprovider.cargo_config_file import CargoConfigFile
from credprovider.errors import Other
from credprovider.launcher import Launcher
from credprovider.private_file import cargo_home
from credprovider.route import DEFAULT_STORE
from credprovider.settings_file import SettingsFile
from credprovider.token_file.disk import FILE_NAME
from credprovider.visible import visible

NAME = "uninstall"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--dry-run", action="store_true", help="show what would be changed, and change nothing")


def run(arguments: argparse.Namespace) -> int:
    """Make the changes, showing them, and return 0. Raises Other when something is refused."""
    home = cargo_home()
    config, launcher = CargoConfigFile(home), Launcher(home)
    config.remove_ours()
    has_launcher, note = _looked_for(launcher)
    if config.is_changed:
        print("\n".join(config.difference()))
        if not arguments.dry_run:
            config.write()
    if has_launcher:
        if not arguments.dry_run:
            launcher.remove()
        print(f"{visible(launcher.path)} {'would be' if arguments.dry_run else 'is'} removed")
    if not config.is_changed and not has_launcher:
        print("nothing to do: cargo's configuration does not name this provider, and there is no launcher")
    elif arguments.dry_run:
        print("dry run: nothing was changed")
    print(note + _where_tokens_are(home))
    return 0


def _looked_for(launcher: Launcher) -> tuple[bool, str]:
    """Return whether there is a launcher to remove, and a line about something else in its place."""
    try:
        return launcher.is_there(), ""
    except Other as foreign:
        return False, f"note: {foreign.message}\n"


def _where_tokens_are(home: str) -> str:
    try:
        settings = SettingsFile(home).checked()
        tables = [table for registry in settings.registries.values() for table in registry.tables.values()]
        stores = {str(table.get("store", DEFAULT_STORE)) for table in tables} or {DEFAULT_STORE}
    except Other:  # settings with a mistake are no reason to stay
        stores = {DEFAULT_STORE}
    if os.path.exists(os.path.join(home, FILE_NAME)):
        stores.add("file")
    places = ", ".join("the OS keyring" if store == DEFAULT_STORE else f"`{store}`" for store in sorted(stores))
    return f"Tokens stay where they are (stores: {places}); `cargo credprovider export --to PLACE` takes them along."
