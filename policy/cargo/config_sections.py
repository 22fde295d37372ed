"""The sections of cargo's config whose types it checks, and which command reads which (`context/schema.rs` and others).

What a section holds under keys that are not listed here cargo passes over.
"""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_types import (
    Section,
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
    unsigned,
)
from policy.cargo.config_value import Value
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
COLOURS = ("auto", "always", "never")
_SSL_VERSIONS = ("default", "tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3")
_TEMPLATES = ("workspace-root", "cargo-cache-home", "workspace-path-hash")


def colour_error(config: Config) -> CargoError | None:
    """Return what is wrong with `term.color`, which every command looks at first, as far as `[term]` can be read."""
    if config.files.errors or any(True for _ in term_errors(config)):
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
        if folder is not None and isinstance(folder.data, str) and kind == "build":
            yield from _template_errors(folder)


def resolver_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[resolver]`, which it reads when it has found the members of a workspace."""
    yield from type_errors(config, "resolver", RESOLVER)


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
