"""TOML out of Python's values, in the form in which people write it: a header for each table, lines, inline tables."""

import datetime
import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(data: dict[str, Any]) -> str:
    """Return the document that holds `data`; tables of tables have headers of their own."""
    return "".join(_tables((), data))


def _tables(path: tuple[str, ...], table: dict[str, Any]) -> list[str]:
    lines, after = [], []
    for name, item in table.items():
        inner = (*path, name)
        if isinstance(item, dict) and (not path or _holds_tables(item)):
            after += _tables(inner, item)
        elif not path and isinstance(item, list) and item and all(isinstance(one, dict) for one in item):
            after += [f"[[{_key(name)}]]\n{_lines(one)}" for one in item]
        else:
            lines.append(f"{_key(name)} = {_value(item)}\n")
    header = [f"[{'.'.join(map(_key, path))}]\n"] if path and (lines or not after) else []
    return header + lines + after


def _holds_tables(table: dict[str, Any]) -> bool:
    return bool(table) and all(isinstance(item, dict) for item in table.values())


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{_key(name)} = {_value(item)}\n" for name, item in table.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(item: Any) -> str:
    if isinstance(item, dict):
        inside = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in item.items())
        return f"{{ {inside} }}" if item else "{}"
    if isinstance(item, list):
        return f"[{', '.join(map(_value, item))}]"
    if isinstance(item, str):
        return json.dumps(item, ensure_ascii=False)
    return (
        str(item).lower() if isinstance(item, bool) else str(item) if not isinstance(item, datetime.date) else f"{item}"
    )
