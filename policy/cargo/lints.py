"""What cargo refuses in `[lints]` and `[workspace.lints]` (`verify_lints` in util/toml/mod.rs)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.place import KeyPath
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.value_refusal import refused_value, wrong_type

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest

TOOLS = ("cargo", "clippy", "rust", "rustdoc")
LEVELS = ("forbid", "deny", "warn", "allow")


def lint_type_refusals(manifest: "Manifest", key: KeyPath, lints: dict[str, Any]) -> Iterator[Refusal]:
    """Yield what the deserializer refuses in a table of lints."""
    for tool, table in lints.items():
        if tool == "workspace" and key == ("lints",):
            if table is False:
                yield refused_value(manifest, (*key, tool), "`workspace` cannot be false")
            elif table is not True:
                yield wrong_type(manifest, (*key, tool), table, "a boolean")
        elif not isinstance(table, dict):
            yield wrong_type(manifest, (*key, tool), table, "a map")
        else:
            for name, lint in table.items():
                yield from _lint(manifest, (*key, tool, name), lint)


def lint_refusals(manifest: "Manifest", key: KeyPath) -> Iterator[Refusal]:
    """Yield the refusals of names in the table of lints under `key` that are none."""
    lints: Any = manifest.data
    for part in key:
        lints = lints.get(part) if isinstance(lints, dict) else None
    for tool, table in sorted(lints.items()) if isinstance(lints, dict) else ():
        if tool in TOOLS and isinstance(table, dict):
            for name in sorted(table):
                if "::" in name:
                    place = manifest.place(*key, tool, name, part="key")
                    yield Refusal("invalid-manifest", Phase.MANIFEST, (_advice(tool, name),), place)


def check_cfg_refusals(manifest: "Manifest") -> Iterator[Refusal]:
    """Yield the refusal of `unexpected_cfgs.check-cfg`, inherited or not, which must be a list of strings."""
    key: KeyPath = ("lints", "rust", "unexpected_cfgs", "check-cfg")
    of, lints = manifest, manifest.data.get("lints")
    if isinstance(lints, dict) and lints.get("workspace") is True and manifest.root is not None:
        of, key, lints = manifest.root, ("workspace", *key), (manifest.root.workspace or {}).get("lints")
    value: Any = {"lints": lints}
    for part in key[-4:]:
        value = value.get(part) if isinstance(value, dict) else None
    if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        sentence = "`lints.rust.unexpected_cfgs.check-cfg` must be a list of string"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), of.place(*key))


def inheritance_refusals(manifest: "Manifest", above: Refusal | None) -> Iterator[Refusal]:
    """Yield what cargo refuses in lints that are inherited. above: what is refused in the root."""
    lints = manifest.data.get("lints")
    if not isinstance(lints, dict) or lints.get("workspace") is not True:
        return
    place = manifest.place("lints", "workspace")
    if len(lints) > 1:
        sentence = "cannot override `workspace.lints` in `lints`, either remove the overrides or"
        sentence += " `lints.workspace = true` and manually specify the lints"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place)
        return
    context = "error inheriting `lints` from workspace root manifest's `workspace.lints`"
    if above is not None:
        yield above if above.excerpt else above.under(context)
    reason = ""
    if manifest.root is None:
        yield manifest.without_root("lints", place, context).refusal(Phase.MANIFEST)
    elif "lints" not in (manifest.root.workspace or {}):
        reason = "`workspace.lints` was not defined"
    if reason:
        yield Refusal("undefined-inheritance", Phase.MANIFEST, (context, reason), place, subject="lints")


def _lint(manifest: "Manifest", key: KeyPath, lint: Any) -> Iterator[Refusal]:
    if isinstance(lint, str):
        if lint not in LEVELS:
            yield refused_value(manifest, key, _unknown_level(lint))
    elif not isinstance(lint, dict):
        yield wrong_type(manifest, key, lint, "a string or map")
    else:
        yield from _lint_table(manifest, key, lint)


def _lint_table(manifest: "Manifest", key: KeyPath, lint: dict[str, Any]) -> Iterator[Refusal]:
    for name, value in lint.items():
        if name == "level" and not isinstance(value, str):
            yield refused_value(manifest, key, "wanted string or table")
        elif name == "level" and value not in LEVELS:
            yield refused_value(manifest, key, _unknown_level(value))
        elif name == "priority" and type(value) is not int:
            yield wrong_type(manifest, key, value, "i8")
        elif name == "priority" and not -128 <= value <= 127:
            yield refused_value(manifest, key, f"invalid value: integer `{value}`, expected i8")
    if "level" not in lint:
        yield refused_value(manifest, key, "missing field `level`")


def _unknown_level(level: str) -> str:
    choice = ", ".join(f"`{one}`" for one in LEVELS)
    return f"unknown variant `{level}`, expected one of {choice}"


def _advice(tool: str, name: str) -> str:
    prefix, _, suffix = name.partition("::")
    if tool == prefix or (tool == "rust" and prefix in TOOLS):
        return f"`lints.{tool}.{name}` is not valid lint name; try `lints.{prefix}.{suffix}`"
    return f"`lints.{tool}.{name}` is not a valid lint name"
