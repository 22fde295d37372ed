"""The provider's arguments in cargo's configuration: a route for the registry that cargo asks about.

cargo hands them over in every request: `credential-provider = ["cargo-credprovider", "--store", "vault", "--secret",
"kv/x"]`. They have the names and the rules of the settings file. Never a secret: cargo prints them with `-v` and in
its errors.
"""

from credprovider.errors import Other
from credprovider.settings import Settings
from credprovider.settings_check import FILE_KEYS, ROUTE_KEYS, VAULT_KEYS, check_file, check_route, check_vault
from credprovider.settings_table import Table, nearest
from credprovider.visible import visible

PLACE = "the arguments of credential-provider in cargo's configuration"
_VAULT = "vault-"
_KNOWN = (
    "index",
    *ROUTE_KEYS,
    *FILE_KEYS,
    *(_VAULT + key for key in VAULT_KEYS if key not in ("auth", "redirect-hosts")),
)


class Arguments:
    """Checked arguments. index: the only URL that they are for, or "". route, vault, file: tables as those of the
    settings file.
    """

    __slots__ = ("file", "index", "route", "vault")

    def __init__(self, values: dict[str, str]) -> None:
        self.index = values.get("index", "")
        self.route = check_route(_table(values, ROUTE_KEYS, "--"), {})
        self.file = check_file(_table(values, FILE_KEYS, "--"))
        named = {key.removeprefix(_VAULT): value for key, value in values.items() if key.startswith(_VAULT)}
        self.vault = check_vault(_table(named, VAULT_KEYS, "--" + _VAULT))

    def over(self, settings: Settings) -> Settings:
        """Return `settings` with the stores' tables that stand in the arguments put over those of the file."""
        merged = Settings({}, settings.path)
        merged.registries = settings.registries
        merged.vault = settings.vault | self.vault
        merged.file = settings.file | self.file
        return merged


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
            hint = nearest(name, _KNOWN)
            raise Other(
                f"unknown argument `{visible(word, 60)}` in {PLACE}{f'; did you mean `--{hint}`?' if hint else ''}",
                (f"allowed: {known}",),
            )
        if name in values:
            raise Other(f"`--{name}` stands twice in {PLACE}")
        values[name] = value
        waiting = "" if equals else name
    if waiting:
        raise Other(f"`--{waiting}` has no value in {PLACE}")
    return Arguments(values)


def _table(values: dict[str, str], keys: tuple[str, ...], prefix: str) -> Table:
    return Table({key: value for key, value in values.items() if key in keys}, prefix, PLACE)
