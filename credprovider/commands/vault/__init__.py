"""Log in to Vault or OpenBao, say who is logged in, and forget the login.

It is the Vault of `[vault]` in $CARGO_HOME/credprovider.toml, or else of the BAO_* and VAULT_* variables. A login lasts
until Vault ends it, for all runs of cargo; no token is ever printed.
"""

import argparse

from credprovider.commands.vault import login, logout, status

NAME = "vault"
ACTIONS = (login, status, logout)
# each module: NAME, its docstring as help, add_arguments(parser), run(arguments) -> exit status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be done, and for each of these its options."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for action in ACTIONS:
        text = action.__doc__ or ""
        own = actions.add_parser(
            action.NAME,
            help=text.partition("\n")[0],
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        own.add_argument("--role", metavar="ROLE", default="", help="in place of the role in `auth` under [vault]")
        action.add_arguments(own)
        own.set_defaults(action=action)


def run(arguments: argparse.Namespace) -> int:
    """Do it and return its exit status. Raises ProviderError."""
    return int(arguments.action.run(arguments))
