"""The sections of cargo's config whose types it checks, and which command reads which (`context/schema.rs` and others).

What a section holds under keys that are not listed here cargo passes over.
"""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_types import (
    Type,
    any_of,
    boolean,
    list_of_strings,
    located,
    one_of,
    path,
    string,
    strings,
    table,
    type_errors,
    u32,
    u64,
    usize,
)
from policy.cargo.config_value import Value
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError

_SSL_VERSION = any_of("a string or map", str, dict, inner=table(min=string, max=string))
HTTP: dict[str, Type] = {
    **dict.fromkeys(("proxy", "user-agent"), string),
    "low-speed-limit": u32,
    "timeout": u64,
    **dict.fromkeys(("cainfo", "proxy-cainfo"), path),
    **dict.fromkeys(("check-revoke", "debug", "multiplexing"), boolean),
    "ssl-version": _SSL_VERSION,
}
NET: dict[str, Type] = {
    "retry": u32,
    **dict.fromkeys(("offline", "git-fetch-with-cli"), boolean),
    "ssh": table(known_hosts=list_of_strings),
}
BUILD: dict[str, Type] = {
    **dict.fromkeys(("dep-info-basedir", "target-dir", "build-dir", "artifact-dir"), path),
    **dict.fromkeys(("rustc", "rustc-wrapper", "rustc-workspace-wrapper", "rustdoc"), path),
    **dict.fromkeys(("pipelining", "incremental", "sbom"), boolean),
    **dict.fromkeys(("rustflags", "rustdocflags"), strings),
    "target": located(any_of("a string or array", str, list)),
    "jobs": any_of("an integer or string", int, str),
    "warnings": one_of("warn", "allow", "deny"),
}
RESOLVER: dict[str, Type] = {
    "incompatible-rust-versions": one_of("allow", "fallback"),
    "feature-unification": one_of("package", "selected", "workspace"),
    "lockfile-path": path,
}
TERM: dict[str, Type] = {
    **dict.fromkeys(("verbose", "quiet", "hyperlinks", "unicode"), boolean),
    "color": string,
    "progress": table(when=one_of("auto", "never", "always"), width=usize, term_integration=boolean),
}
COLOURS = ("auto", "always", "never")
_SSL_VERSIONS = ("default", "tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3")
_TEMPLATES = ("workspace-root", "cargo-cache-home", "workspace-path-hash")


def colour_error(config: Config) -> CargoError | None:
    """Return what is wrong with `term.color`, which every command looks at first, as far as `[term]` can be read."""
    if config.files.errors or any(True for _ in type_errors(config, "term", TERM)):
        return None  # cargo goes on without it, until it compiles
    loud, quiet = (config.value("term", name) for name in ("verbose", "quiet"))
    if loud is not None and quiet is not None and {loud.data, quiet.data} <= {True, "true"}:
        return CargoError("cannot set both `term.verbose` and `term.quiet`", place=quiet.place)
    try:
        colour = config.string("term", "color")
    except CargoError:
        return None
    if colour is None or colour.data in COLOURS:
        return None
    sentence = f"argument for --color must be auto, always, or never, but found `{colour.data}`"
    return CargoError(sentence, place=colour.place)


def workspace_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in the sections that it reads when it opens a workspace."""
    wrong = list(type_errors(config, "build", BUILD))
    yield from wrong or _folder_errors(config)
    yield from type_errors(config, "resolver", RESOLVER)


def _folder_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in the names of the folders in which it builds."""
    outside = config.environment.get("CARGO_TARGET_DIR")
    if outside == "":
        where = "the `CARGO_TARGET_DIR` environment variable"
        yield CargoError(f"the target directory is set to an empty string in {where}", place=Place("CARGO_TARGET_DIR"))
    for name, what in (("target-dir", "target"), ("build-dir", "build")):
        value = config.value("build", name) if outside is None or what == "build" else None
        if value is not None and value.data == "":
            yield CargoError(f"the {what} directory is set to an empty string in {value.definition}", place=value.place)
        if value is not None and isinstance(value.data, str) and what == "build":
            yield from _template_errors(value)


def _template_errors(value: Value) -> Iterator[CargoError]:
    """Yield what cargo refuses in the variables of `build.build-dir`."""
    text = rest = str(value.data)
    for variable in _TEMPLATES:
        rest = rest.replace(f"{{{variable}}}", "")
    start, end = rest.find("{"), rest.rfind("}")
    if 0 <= start < end:
        from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

        wrong = rest[start + 1 : end]
        known = ", ".join(f"`{{{variable}}}`" for variable in _TEMPLATES)
        advice = closest_message(wrong, _TEMPLATES, "template variable")
        advice = advice or f"\n\nhelp: available template variables are {known}"
        sentence = f"unexpected variable `{wrong}` in build.build-dir path `{text}`{advice}"
        yield CargoError(sentence, place=value.place)
    elif start >= 0 or end >= 0:
        bracket = "opening bracket `{`" if start >= 0 else "closing bracket `}`"
        yield CargoError(f"unexpected {bracket} in build.build-dir path `{text}`", place=value.place)


def http_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[http]`."""
    wrong = list(type_errors(config, "http", HTTP))
    yield from wrong
    version = None if wrong else config.value("http", "ssl-version")
    for value in (version, *(version.table.get(name) for name in ("min", "max"))) if version else ():
        if value is not None and isinstance(value.data, str) and value.data not in _SSL_VERSIONS:
            choice = ", ".join(f"'{known}'" for known in _SSL_VERSIONS)
            yield CargoError(f"Invalid ssl version `{value.data}`,choose from {choice}.", place=value.place)


def net_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[net]`."""
    yield from type_errors(config, "net", NET)


def compile_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[term]` when it compiles; it goes on without it else."""
    yield from type_errors(config, "term", TERM)
    progress = config.root.table["term"].table.get("progress") if "term" in config.root.table else None
    if progress is not None and "width" not in progress.table:
        when = progress.table.get("when")
        if when is not None and when.data == "always":
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
