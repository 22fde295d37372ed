"""What is wrong with cargo's config as a whole: keys that cargo ignores, files that it does not read."""

from collections.abc import Iterator
from difflib import get_close_matches

from credprovider.doctor.finding import Finding
from credprovider.doctor.surroundings import Surroundings
from policy.cargo.names import CRATES_IO
from policy.cargo.place import KeyPath, Place
from policy.cargo.provider_chain import known_keys
from policy.cargo.refusal import CargoError

_TABLES = ("credential-alias", "registries", "registry")
_NEAR = 0.8


def configuration_findings(around: Surroundings) -> Iterator[Finding]:
    """Yield what cargo stops with while it reads its config, and what it ignores there."""
    for error in around.errors:
        yield refused(error)
    for used, ignored in around.config.files.shadowed:
        message = f"cargo reads {used}, and not {ignored} beside it"
        yield Finding("ignored-config-file", "warning", message, Place(ignored), "keep one of the two")
    for file in around.config_files():
        for key in file.data:
            near = get_close_matches(key, _TABLES, 1, _NEAR)
            if near and key not in _TABLES:
                yield _misspelt(Place(file.path, (key,), "key"), key, near[0])
        yield from _keys(Place(file.path, ("registry",)), file.data.get("registry"))
        registries = file.data.get("registries")
        for name, table in registries.items() if isinstance(registries, dict) else ():
            yield from _keys(Place(file.path, ("registries", name)), table)
    yield from _variables(around)


def refused(error: CargoError) -> Finding:
    """Return the finding for what cargo stops with."""
    place = error.place if error.place.path else None
    words = ": ".join(_without_picture(part) for part in error.chain)
    return Finding("config-error", "error", f"cargo stops: {words}", place, "correct what stands there")


def _without_picture(text: str) -> str:
    """Return the first and the last line: what is between them shows the file, and maybe a token in it."""
    lines = text.strip().split("\n")
    return ": ".join(dict.fromkeys([lines[0], lines[-1]]))


def _keys(place: Place, table: object) -> Iterator[Finding]:
    if not isinstance(table, dict):
        return
    known = known_keys(place.key)
    is_crates_io = place.key == ("registries", CRATES_IO)
    for key in table:
        if is_crates_io and key == "credential-provider":
            message = "cargo does not look here for the provider of crates.io"
            edit = "write it as `credential-provider` under [registry]"
            yield Finding("ignored-crates-io-provider", "warning", message, place.at(key, part="key"), edit)
        elif key not in known:
            near = get_close_matches(key, known, 1, _NEAR)
            yield _misspelt(place.at(key, part="key"), _dotted(place.key, key), near[0] if near else "")


def _misspelt(place: Place, key: str, near: str) -> Finding:
    edit = f"write `{near}`" if near else "remove it"
    return Finding("unknown-key", "warning", f"cargo ignores `{key}`, which it does not know", place, edit)


def _dotted(path: KeyPath, key: str) -> str:
    return ".".join([*map(str, path), key])


def _variables(around: Surroundings) -> Iterator[Finding]:
    for variable in around.environment:
        place = Place(variable)
        if variable == "CARGO_REGISTRIES_CRATES_IO_CREDENTIAL_PROVIDER":
            message = "cargo does not look here for the provider of crates.io"
            edit = "set CARGO_REGISTRY_CREDENTIAL_PROVIDER instead"
            yield Finding("ignored-crates-io-provider", "warning", message, place, edit)
        elif variable.startswith("CARGO_REGISTRIES_") and variable.endswith("_CREDENTIAL_PROVIDERS"):
            message = f"cargo ignores {variable}: a registry has one provider"
            edit = f"set {variable[:-1]} instead"
            yield Finding("unknown-key", "warning", message, place, edit)
        elif variable == "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDER":
            message = f"cargo ignores {variable}: the variable for the list ends in S"
            yield Finding("unknown-key", "warning", message, place, f"set {variable}S instead")
