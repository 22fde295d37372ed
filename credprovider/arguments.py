"""The provider's arguments in cargo's configuration: a route for the registry that cargo asks about.

cargo hands them over in every request: `credential-provider = ["cargo-credprovider", "--store", "vault", "--secret",
"kv/x"]`. They have the names and the rules of the settings file. Never a secret: cargo prints them with `-v` and in
its errors. And nothing but the route: cargo's configuration may be a project's, and a project does not say which Vault
gets the user's Vault token, nor that tokens are kept unencrypted, nor which program is run or which variable is sent.
"""

from credprovider.errors import Other
from credprovider.route_check import ARGUMENT_KEYS, ARGUMENT_STORES, check_route
from credprovider.settings_table import Table, nearest
from credprovider.visible import visible

PLACE = "the arguments of credential-provider in cargo's configuration"
_KNOWN = ("index", *ARGUMENT_KEYS)


class Arguments:
    """Checked arguments. index: the only URL that they are for, or "". route: a table as one of the settings file."""

    __slots__ = ("index", "route")

    def __init__(self, values: dict[str, str]) -> None:
        self.index = values.get("index", "")
        table = Table({key: value for key, value in values.items() if key in ARGUMENT_KEYS}, "--", PLACE)
        table.choice("store", ARGUMENT_STORES)
        self.route = check_route(table, {})


def read_arguments(words: list[str]) -> Arguments:
    """Return what `words` (`--key value` or `--key=value`) say.

    Raises Other naming the argument: an unknown one, one without a value or given twice, a value that is not allowed.
    """
    values: dict[str, str] = {}
    waiting = ""
    for word in words:
        if waiting:
            values[waiting], waiting = word, ""
            continue
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or name not in _KNOWN:
            known = ", ".join("--" + key for key in _KNOWN)
            near = nearest(name, _KNOWN)
            hint = f"; did you mean `--{near}`?" if near else ""
            shown = visible(word.partition("=")[0], 60)  # without the value, which may be a token
            raise Other(
                f"unknown argument `{shown}` in {PLACE}{hint}",
                (f"allowed: {known}",),
            )
        if name in values:
            raise Other(f"`--{name}` stands twice in {PLACE}")
        values[name] = value
        waiting = "" if equals else name
    if waiting:
        raise Other(f"`--{waiting}` has no value in {PLACE}")
    return Arguments(values)
