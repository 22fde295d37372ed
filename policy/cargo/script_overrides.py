"""What stands in the config for the output of a build script (`parse_links_overrides` in util/context/target.rs)."""

from collections.abc import Iterator

from policy.cargo.config_value import Value, dotted
from policy.cargo.refusal import CargoError

_LISTS = (
    *("rustc-link-lib", "rustc-link-search", "rustc-link-arg-cdylib", "rustc-cdylib-link-arg", "rustc-link-arg-bins"),
    *("rustc-link-arg", "rustc-link-arg-tests", "rustc-link-arg-benches", "rustc-link-arg-examples"),
    *("rustc-cfg", "rustc-check-cfg"),
)
_UNSUPPORTED = ("warning", "rerun-if-changed", "rerun-if-env-changed")


def override_errors(value: Value, key: tuple[str, ...], name: str) -> Iterator[CargoError]:
    """Yield what cargo refuses in the override for the library `name`; key: that of the platform it is for."""
    if not isinstance(value.data, dict):
        yield _expected("table", value, dotted((*key, name)))
        return
    for output, item in sorted(value.data.items()):
        if output in _UNSUPPORTED:
            yield _error(item, f"`{output}` is not supported in build script overrides")
        elif output in _LISTS:
            if not isinstance(item.data, list):
                yield _expected("list", item, output)
            elif any(not isinstance(one.data, str) for one in item.items):
                yield _expected("string", item, output)
        elif output == "rustc-env":
            if not isinstance(item.data, dict):
                yield _expected("table", item, output)
            for variable, one in item.table.items():
                if not isinstance(one.data, str):
                    yield _expected("string", one, variable)
        elif not isinstance(item.data, str):
            yield _expected("string", item, output)
        elif output == "rustc-flags":
            where = f"target config `{dotted(key)}.{output}` (in {item.definition})"
            if wrong := _wrong_flags(item.data, where):
                yield _error(item, wrong)


def _wrong_flags(flags: str, where: str) -> str:
    """Return what is wrong with `rustc-flags`, which stand at `where`; "" where nothing is."""
    words = iter(flags.split())
    for word in words:
        if not word.startswith(("-l", "-L")):
            return f"only `-l` and `-L` flags are allowed in {where}: `{flags.strip()}`"
        if len(word) == 2 and next(words, None) is None:
            return f"flag in rustc-flags has no value in {where}: "
    return ""


def _expected(wanted: str, value: Value, key: str) -> CargoError:
    return _error(value, f"expected a {wanted}, but found a {value.kind} for `{key}` in {value.definition}")


def _error(value: Value, sentence: str) -> CargoError:
    return CargoError(sentence, place=value.place)
