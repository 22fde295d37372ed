"""The command line of cargo-credprovider, for people; cargo itself takes the plug-in way in `launch`."""

import argparse
import sys
from collections.abc import Sequence

from credprovider.commands import settings, setup, uninstall
from credprovider.errors import Other
from policy import __version__

COMMANDS = (setup, settings, uninstall)
# each module: NAME, its docstring as help, add_arguments(parser), run(arguments) -> exit status
_ABOUT = """Credential provider for private Cargo registries.
cargo runs it itself, once `cargo credprovider setup` has named it in cargo's configuration.
"""


def run(words: Sequence[str]) -> int:
    """Run the command line `words` and return the exit status: 0 done, 1 refused, 2 a mistake in the words."""
    if words[:1] == ["credprovider"]:  # `cargo credprovider X` runs `cargo-credprovider credprovider X`
        words = words[1:]
    arguments = _parser().parse_args(words)
    command = arguments.command
    if command is None:
        _parser().print_help()
        return 2
    try:
        return int(command.run(arguments))
    except Other as error:
        print("\n".join([f"error: {error.message}", *(f"  {cause}" for cause in error.causes)]), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cargo-credprovider", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"cargo-credprovider {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        text = command.__doc__ or ""
        own = commands.add_parser(
            command.NAME,
            help=text.partition("\n")[0],
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(own)
        own.set_defaults(command=command)
    return parser
