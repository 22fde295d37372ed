"""The command line of cargo-credprovider, for people; cargo itself takes the plug-in way in `launch`."""

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TextIO

from credprovider.commands import (
    completions,
    conformance,
    doctor,
    exporting,
    importing,
    listing,
    settings,
    setup,
    token,
    uninstall,
    unlock,
    vault,
)
from credprovider.commands.opened import said
from credprovider.errors import ProviderError
from policy import __version__

COMMANDS = (
    setup,
    doctor,
    token,
    listing,
    unlock,
    vault,
    importing,
    exporting,
    settings,
    uninstall,
    conformance,
    completions,
)
# each module: NAME, its docstring as help, add_arguments(parser), run(arguments) -> exit status
_ABOUT = """Credential provider for private Cargo registries.
cargo runs it itself, once `cargo credprovider setup` has named it in cargo's configuration.
"""


def run(words: Sequence[str]) -> int:
    """Run the command line `words` and return the exit status: 0 done, 1 refused, 2 a mistake in the words, 130
    interrupted, 141 nobody reads what is printed.
    """
    if words[:1] == ["credprovider"]:  # `cargo credprovider X` runs `cargo-credprovider credprovider X`
        words = words[1:]
    if sys.stdout is None or sys.stderr is None:  # closed by the caller: what is written goes nowhere
        sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a path may have letters that the terminal's encoding lacks
    parser = _parser()
    arguments = parser.parse_args(words)
    command = arguments.command
    if command is None:
        parser.print_help()
        return 2
    try:
        status = int(command.run(arguments))
        sys.stdout.flush()
    except ProviderError as error:
        print(said(error), file=sys.stderr)
        status = 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still held would fail again at the end of the process
        status = 141
    except OSError as error:  # files are read and written elsewhere; this is a full disk behind standard output
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        print(f"error: the result cannot be written: {error.strerror}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        status = 130
    return status


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="cargo-credprovider", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--version", action="version", version=f"cargo-credprovider {__version__}")
    made.set_defaults(command=None)
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        text = command.__doc__ or ""
        own = commands.add_parser(
            command.NAME,
            help=text.partition("\n")[0],
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(own)
        own.set_defaults(command=command, parser=made)
    return made
