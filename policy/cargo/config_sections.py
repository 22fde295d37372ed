"""The sections of cargo's config whose types it checks, and which command reads which (`context/schema.rs` and others).

What a section holds under keys that are not listed here cargo passes over.
"""

import os
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_types import (
    Key,
    Section,
    Type,
    any_of,
    boolean,
    field_errors,
    list_of_strings,
    located,
    one_of,
    path,
    program,
    string,
    strings,
    table,
    table_of,
    type_errors,
    unsigned,
)
from policy.cargo.config_value import Value, dotted
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError

_SSL_VERSION = any_of("a string or map", str, dict, inner=table(min=string, max=string))
HTTP: Section = {
    **dict.fromkeys(("proxy", "user-agent"), string),
    "low-speed-limit": unsigned(32),
    "timeout": unsigned(64),
    **dict.fromkeys(("cainfo", "proxy-cainfo"), path),
    **dict.fromkeys(("check-revoke", "debug", "multiplexing"), boolean),
    "ssl-version": _SSL_VERSION,
}
NET: Section = {
    "retry": unsigned(32),
    **dict.fromkeys(("offline", "git-fetch-with-cli"), boolean),
    "ssh": {"known-hosts": list_of_strings},
}
BUILD: Section = {
    **dict.fromkeys(("dep-info-basedir", "target-dir", "build-dir", "artifact-dir"), path),
    **dict.fromkeys(("rustc", "rustc-wrapper", "rustc-workspace-wrapper", "rustdoc"), path),
    **dict.fromkeys(("pipelining", "incremental", "sbom"), boolean),
    **dict.fromkeys(("rustflags", "rustdocflags"), strings),
    "target": located(any_of("a string or array", str, list)),
    "jobs": any_of("an integer or string", int, str),
    "warnings": one_of("warn", "allow", "deny"),
}
RESOLVER: Section = {
    "incompatible-rust-versions": one_of("allow", "fallback"),
    "feature-unification": one_of("package", "selected", "workspace"),
    "lockfile-path": path,
}
TERM: Section = {
    **dict.fromkeys(("verbose", "quiet", "hyperlinks", "unicode"), boolean),
    "color": string,
    "progress": {
        "when": one_of("auto", "never", "always"),
        "width": unsigned(64, "usize"),
        "term-integration": boolean,
    },
}
_VARIABLE = located(any_of("a string or map", str, dict, inner=table(value=string, force=boolean, relative=boolean)))
_PLATFORM: dict[str, Type] = {"runner": located(program), "rustflags": located(strings), "linker": located(path)}
_OWN_PLATFORM: dict[str, Type] = {
    "runner": located(program),
    "rustflags": strings,
    "rustdocflags": strings,
    "linker": located(path),
}
COLOURS = ("auto", "always", "never")


def colour_error(config: Config) -> CargoError | None:
    """Return what is wrong with `term.color`, which every command looks at first, as far as `[term]` can be read."""
    if config.files.errors or any(True for _ in term_errors(config)):
        return None  # cargo goes on without it, until it compiles
    try:
        colour = config.string("term", "color")
    except CargoError:
        return None
    if colour is None or colour.data in COLOURS:
        return None
    sentence = f"argument for --color must be auto, always, or never, but found `{colour.data}`"
    return CargoError(sentence, place=colour.place)


def build_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[build]`."""
    yield from type_errors(config, "build", BUILD)


def install_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[install]`."""
    yield from type_errors(config, "install", {"root": path})


def directory_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[build]`, which it reads to find the folders for what it builds."""
    named = config.environment.get("CARGO_TARGET_DIR")
    if named == "":
        sentence = "the target directory is set to an empty string in the `CARGO_TARGET_DIR` environment variable"
        yield CargoError(sentence, place=Place("CARGO_TARGET_DIR"))
    wrong = list(build_errors(config))
    yield from wrong
    for kind in ("target", "build") if not wrong else ():
        folder = config.value("build", f"{kind}-dir")
        if folder is not None and folder.data == "" and not (kind == "target" and named):
            sentence = f"the {kind} directory is set to an empty string in {folder.definition}"
            yield CargoError(sentence, place=folder.place)


def resolver_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[resolver]`, which it reads when it has found the members of a workspace."""
    yield from type_errors(config, "resolver", RESOLVER)


def http_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[http]`."""
    yield from type_errors(config, "http", HTTP)


def net_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[net]`."""
    yield from type_errors(config, "net", NET)


def variable_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[env]`, when it asks the compiler for its version."""
    environment = config.root.table.get("env")
    if environment is not None and (error := table_of(_VARIABLE)(environment, ("env",))):
        yield error


def platform_errors(config: Config, named: tuple[str, ...] = ()) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[target]`, when it asks the compiler for the platform that it compiles for.

    named: the values of `--target`.
    """
    platforms = config.root.table.get("target")
    if platforms is None:
        return
    if not isinstance(platforms.data, dict):
        yield _no_table(platforms, ("target",))
        return
    for name in named or (_host(),):
        if name in platforms.table:
            yield from _own_platform_errors(platforms.table[name], ("target", name))
    for name, value in sorted(platforms.table.items()):
        if name not in (named or (_host(),)):
            yield from field_errors(value, ("target", name), _PLATFORM)


def term_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[term]` when it compiles; it goes on without it else."""
    yield from type_errors(config, "term", TERM)
    try:
        when, width = config.value("term", "progress", "when"), config.value("term", "progress", "width")
    except CargoError:
        return
    if when is not None and when.data == "always" and width is None:
        yield CargoError('"always" progress requires a `width` key', place=when.place)


def jobs_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `build.jobs` for its value."""
    jobs = config.variable("build", "jobs")
    if jobs is not None:
        number = str(jobs.data)
        jobs = jobs._replace(data=int(number)) if number.isascii() and number.isdigit() else jobs
    elif "build" in config.root.table:
        jobs = config.root.table["build"].table.get("jobs")
    if jobs is None:
        return
    if type(jobs.data) is int and jobs.data == 0:
        yield CargoError("jobs may not be 0", place=jobs.place)
    if isinstance(jobs.data, str) and jobs.data != "default":
        sentence = f"could not parse `{jobs.data}`. Number of parallel jobs should be `default` or a number."
        yield CargoError(sentence, place=jobs.place)


def _own_platform_errors(value: Value, key: Key) -> Iterator[CargoError]:
    """Yield what is wrong with the table of the platform that is compiled for, of which cargo reads more."""
    if not isinstance(value.data, dict):
        yield _no_table(value, key)
        return
    yield from field_errors(value, key, _OWN_PLATFORM)
    for name, item in value.data.items():
        if name not in (*_OWN_PLATFORM, "ar") and not isinstance(item.data, dict):
            what = f"expected a table, but found a {item.kind} for `{dotted((*key, name))}` in {item.definition}"
            yield CargoError(what, place=item.place)


def _no_table(value: Value, key: Key) -> CargoError:
    what = f"expected table for configuration key `{dotted(key)}`, but found {value.kind} in {value.definition}"
    return CargoError(what, place=value.place)


def _host() -> str:
    """Return the platform of this machine as the compiler most often calls it."""
    import platform  # only a config with `[target]` pays for it

    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    if os.name == "nt":
        return f"{machine}-pc-windows-msvc"
    return f"{machine}-apple-darwin" if platform.system() == "Darwin" else f"{machine}-unknown-linux-gnu"
