"""Places in Vault that depend on what cargo asks for: `{operation}`, `{crate}` and `{registry-host}` in `secret`.

A value takes the place of its name within one part of the path. Names of crates and hosts are chosen by others: a value
that could end its part, or mean another one, is refused, so that every place stays below what the settings say. Nothing
is folded: a crate's name is the one that cargo sends.
"""

from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import is_path_part
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.route import Route

PLACEHOLDERS = ("{operation}", "{crate}", "{registry-host}")


def filled(template: str, values: "dict[str, str]") -> str:
    """Return `template` with its placeholders replaced; in one without any nothing is looked at.

    values: for each placeholder its value, "" for one that cargo did not say. Raises VaultFailure for a placeholder
    in the mount, which is the first part, or in the field; for a value that is missing, and for one that is more or
    less than a part of a path.
    """
    if "{" not in template:
        return template
    place, hash_sign, field = template.partition("#")
    mount, slash, path = place.partition("/")
    for name in PLACEHOLDERS:
        if name in mount or name in field:
            raise VaultFailure(f"`{name}` is for the path below the mount", "name the mount and the field themselves")
        if name in path:
            path = path.replace(name, _part(name, values[name]))
    return mount + slash + path + hash_sign + field


def asked_values(route: "Route") -> "dict[str, str]":
    """Return the value of each placeholder for what cargo asks for."""
    from credprovider.index_url import IndexUrl

    values = (route.operation, route.crate, IndexUrl(route.url).host)
    return dict(zip(PLACEHOLDERS, values, strict=True))


def check_template(template: str) -> str:
    """Return `template` with a harmless value in every placeholder, to be checked as any other place.

    Raises VaultFailure.
    """
    return filled(template, dict.fromkeys(PLACEHOLDERS, "x"))


def _part(name: str, value: str) -> str:
    if not value:
        advice = "give the operations that do name one a `secret` of their own, and this one a plain path"
        raise VaultFailure(f"the secret's path has `{name}`, and cargo's request names none", advice)
    if "/" in value or not is_path_part(value):
        raise VaultFailure(f"`{visible(value, 80)}` cannot stand for `{name}` in a path of Vault")
    return value
