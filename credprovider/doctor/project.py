"""What a project's own config does to the user's tokens: it runs as soon as cargo is started in its folder."""

from collections.abc import Iterator
from typing import Any

from credprovider.doctor.finding import Finding
from credprovider.doctor.surroundings import Surroundings
from credprovider.named_provider import CONSOLE_SCRIPT
from policy.cargo.credential_provider import BUILT_IN
from policy.cargo.index_url import canonical
from policy.cargo.place import Place
from policy.cargo.toml_file import TomlFile

_EDIT = "remove it there, and write what you want of it into config.toml in CARGO_HOME"


def project_findings(around: Surroundings) -> Iterator[Finding]:
    """Yield one finding for each provider, alias or moved registry in the config files that are not the user's."""
    for file in around.project_files():
        for place, value in _providers(file):
            yield _provider(place, value)
        aliases = file.data.get("credential-alias")
        for name in aliases if isinstance(aliases, dict) else ():
            message = f"the project's config says which program the alias `{name}` is; it is started by a mere "
            message += "`cargo fetch`, and `cargo login` gives it the token"
            place = Place(file.path, ("credential-alias", name), "key")
            yield Finding("project-provider", "error", message, place, _EDIT)
        yield from _moved(file, around)


def _providers(file: TomlFile) -> Iterator[tuple[Place, Any]]:
    registry, registries = file.data.get("registry"), file.data.get("registries")
    for key in ("credential-provider", "global-credential-providers"):
        if isinstance(registry, dict) and key in registry:
            yield Place(file.path, ("registry", key), "key"), registry[key]
    for name, table in registries.items() if isinstance(registries, dict) else ():
        if isinstance(table, dict) and "credential-provider" in table:
            yield Place(file.path, ("registries", name, "credential-provider"), "key"), table["credential-provider"]


def _provider(place: Place, value: Any) -> Finding:
    items = value if isinstance(value, list) else [value]
    is_list = place.key[-1] == "global-credential-providers"
    programs = [str(item).split()[:1] for item in (items if is_list or not isinstance(value, list) else items[:1])]
    names = {program[0] for program in programs if program}
    if names == {CONSOLE_SCRIPT}:
        message = f"the project's config says that {CONSOLE_SCRIPT} is asked, which is yours to say"
        return Finding("project-provider", "advice", message, place, _EDIT)
    if names <= {CONSOLE_SCRIPT, *BUILT_IN}:
        message = "the project's config says who is asked for your tokens, and who keeps what `cargo login` gets"
        return Finding("project-provider", "warning", message, place, _EDIT)
    message = (
        "the project's config names a program that is started by a mere `cargo fetch`, and to which `cargo login` "
    )
    return Finding("project-provider", "error", f"{message}gives the token", place, _EDIT)


def _moved(file: TomlFile, around: Surroundings) -> Iterator[Finding]:
    registries = file.data.get("registries")
    for name, table in registries.items() if isinstance(registries, dict) else ():
        mine = around.users.root.table.get("registries")
        known = mine.table[name].table.get("index") if mine and name in mine.table else None
        index = table.get("index") if isinstance(table, dict) else None
        if known is None or not isinstance(index, str) or _same(str(known.data), index):
            continue
        message = f"the project's config moves your registry `{name}` from {known.data} to {index}"
        place = Place(file.path, ("registries", name, "index"))
        edit = "remove it there, or give the project's registry another name"
        yield Finding("project-moves-registry", "error", message, place, edit)


def _same(one: str, other: str) -> bool:
    try:
        return one == other or (canonical(one) == canonical(other) and one.count(".git") == other.count(".git"))
    except ValueError:
        return False
