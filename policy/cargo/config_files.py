"""Which config files cargo loads from a folder, and how they become one table (`context/mod.rs` of cargo 1.95)."""

import os

from policy.cargo.config_value import BUILT_IN, COMMAND_LINE, FILE, Value, from_toml, merge
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.toml_file import Problem, TomlFile, parse_toml, read_toml

LOADING = "could not load Cargo configuration"
_INLINE_TABLE = r"""(?: (?: "(?:\\.|[^"\\])*+" | '[^']*+' | [\w-]++ ) \s*+ (?:\.\s*+)? )++ = \s*+\{"""


class ConfigFiles:
    """The merged config files that cargo sees from a folder.

    files: every file that was read, in the order of reading: the nearest first, includes after their includer.
    shadowed: pairs (used, ignored) where a folder has both `config` and `config.toml`.
    legacy: files named `config`, without the extension.
    errors: what cargo would stop with, in its order; the first is the one it prints.
    root: the merged table; what could not be loaded is missing from it.
    """

    def __init__(self, folder: str, cargo_home: str, top: str = "") -> None:
        self.files: dict[str, TomlFile] = {}
        self.shadowed: list[tuple[str, str]] = []
        self.legacy: list[str] = []
        self.errors: list[CargoError] = []
        self.root = Value({}, BUILT_IN, Place(""))
        for path in self._discovered(folder, cargo_home, top):
            try:
                loaded = self.load(path, FILE, set())
                try:
                    self.root = merge(self.root, loaded, force=False)
                except CargoError as error:
                    raise error.under(f"failed to merge configuration at `{path}`") from None
            except CargoError as error:
                self.errors.append(error.under(LOADING))

    def merge_arguments(self, arguments: list[str], folder: str) -> None:
        """Merge `--config KEY=VALUE` and `--config FILE` arguments, in their order, over the files.

        Raises CargoError for an argument that cargo refuses.
        """
        together = Value({}, COMMAND_LINE, Place(""))
        for argument in arguments:
            path = os.path.join(folder, argument)
            if argument and os.path.exists(path):
                try:
                    value = self.load(path, COMMAND_LINE, set())
                except CargoError as error:
                    raise error.under(f"failed to load config from `{path}`") from None
            else:
                value = _from_argument(argument)
                try:
                    value = self._with_includes(value, folder, set())
                except CargoError as error:
                    raise error.under("failed to load --config include") from None
            try:
                together = merge(together, value, force=True)
            except CargoError as error:
                raise error.under(f"failed to merge --config argument `{argument}`") from None
        self.root = merge(self.root, together, force=True)

    def load(self, path: str, origin: int, seen: set[str], named_at: Place | None = None) -> Value:
        """Load one file and what it includes.

        seen: the files that were loaded since the first one. cargo takes a second one for a cycle, even where two files
            include the same third one.
        named_at: the include that leads to the file.
        Raises CargoError as cargo does, without the outer `could not load Cargo configuration`.
        """
        if path in seen:
            sentence = f"config `include` cycle detected with path `{path}`"
            raise CargoError(sentence, place=named_at or Place(path))
        seen.add(path)
        file = self.files[path] = read_toml(path)
        if file.problem is not None:
            raise _unreadable(file, file.problem)
        try:
            value = from_toml(file.data, origin, Place(path))
        except CargoError as error:
            raise error.under(f"failed to load TOML configuration from `{path}`") from None
        except OverflowError:
            raise _unreadable(file, _overflow(file)) from None
        return self._with_includes(value, os.path.dirname(path), seen)

    def _with_includes(self, value: Value, folder: str, seen: set[str]) -> Value:
        included = Value({}, value.origin, value.place)
        for target, place, optional in _includes(value):
            joined = os.path.normpath(os.path.join(folder, target)) + ("/" if target.endswith("/") else "")
            if optional and not os.path.exists(joined):
                continue
            try:
                included = merge(included, self.load(joined, value.origin, seen, place), force=True, owned=True)
            except CargoError as error:
                context = f"failed to load config include `{target}` from `{value.definition}`"
                raise CargoError(context, *error.chain, place=_nearest(error, place, self.files)) from None
        value.table.pop("include", None)
        return merge(included, value, force=True, owned=True)

    def _discovered(self, folder: str, cargo_home: str, top: str) -> list[str]:
        """Return the config files from `folder` up to `top`, then that of CARGO_HOME if it was not among them."""
        found: list[str] = []
        seen: set[str] = set()
        current = folder
        while True:
            self._add(os.path.join(current, ".cargo"), found, seen)
            parent = os.path.dirname(current)
            if current in (parent, top):
                break
            current = parent
        if cargo_home and os.path.realpath(cargo_home) not in seen:
            self._add(cargo_home, found, seen)
        return found

    def _add(self, folder: str, found: list[str], seen: set[str]) -> None:
        seen.add(os.path.realpath(folder))
        plain = os.path.join(folder, "config")
        extended = f"{plain}.toml"
        if os.path.exists(plain):
            found.append(plain)
            if not os.path.exists(extended):
                self.legacy.append(plain)
            elif not os.path.samefile(plain, extended):
                self.shadowed.append((plain, extended))
        elif os.path.exists(extended):
            found.append(extended)


def _unreadable(file: TomlFile, problem: Problem) -> CargoError:
    if not problem.line:
        return CargoError(f"failed to read configuration file `{file.path}`", problem.message, place=Place(file.path))
    place = Place(file.path, (), "value", problem.line, problem.column)
    return CargoError(f"could not parse TOML configuration in `{file.path}`", _picture(file.text, problem), place=place)


def _overflow(file: TomlFile) -> Problem:
    from policy.cargo.toml_numbers import overflow  # only a mistake pays for it

    return overflow(file.text, file.data)


def _picture(text: str, problem: Problem) -> str:
    from policy.cargo.toml_problem import line_of, picture  # only a mistake pays for it

    return picture(line_of(text, problem.line), problem.line, problem.column, problem.message)


def _nearest(error: CargoError, include: Place, files: dict[str, TomlFile]) -> Place:
    """Return the place to show for an error in an included file: there if it could be read, else the include itself."""
    file = files.get(error.place.path)
    return include if file is None or (file.problem is not None and not file.problem.line) else error.place


def _includes(value: Value) -> list[tuple[str, Place, bool]]:
    """Return the (path, place, optional) of each include; raises CargoError for a shape that cargo refuses."""
    include = value.table.get("include")
    if include is None:
        return []
    if not isinstance(include.data, list):
        wanted = "expected a list of strings or a list of tables"
        # cargo's own text lacks the closing backtick
        raise CargoError(
            f"{wanted}, but found {include.kind} at `include` in `{include.definition}", place=include.place
        )
    found = [_include(number, item) for number, item in enumerate(include.data)]
    for (text, place, _), item in zip(found, include.data, strict=True):
        _check_path(text, place, item.definition)
    return found


def _include(number: int, item: Value) -> tuple[str, Place, bool]:
    path, optional = item, False
    if isinstance(item.data, dict):
        where = f"include[{number}]"
        if "path" not in item.data:
            raise CargoError(f"missing field `path` at `{where}` in `{item.definition}`", place=item.place)
        path = item.data["path"]
        if not isinstance(path.data, str):
            found = f"expected a string, but found {path.kind} at `{where}.path` in `{item.definition}`"
            raise CargoError(found, place=path.place)
        flag = item.data.get("optional")
        if flag is not None and not isinstance(flag.data, bool):
            found = f"expected a boolean, but found {flag.kind} at `{where}.optional` in `{item.definition}`"
            raise CargoError(found, place=flag.place)
        optional = flag is not None and flag.data is True
    if not isinstance(path.data, str):
        found = f"expected a string or table, but found {item.kind} at `include[{number}]` in {item.definition}"
        raise CargoError(found, place=item.place)
    return path.data, path.place, optional


def _check_path(text: str, place: Place, definition: str) -> None:
    """Raise CargoError for a path that an include may not have."""
    for wanted, wrong in (
        ("ending with `.toml`", not _has_extension(text)),
        ("without glob patterns", any(char in text for char in "*?[")),
        ("without template braces", "{" in text or "}" in text),
    ):
        if wrong:
            sentence = f"expected a config include path {wanted}, but found `{text}` from `{definition}`"
            raise CargoError(sentence, place=place)


def _has_extension(path: str) -> bool:
    """Whether the last part of a path has the extension `.toml`, as Rust's `Path` sees it."""
    name = os.path.basename(path.rstrip("/"))
    return name.endswith(".toml") and name != ".toml"


def _from_argument(argument: str) -> Value:
    file = parse_toml("", argument)
    problem = file.problem
    if problem is None:
        try:
            from_toml(file.data, COMMAND_LINE, Place(""))
        except CargoError:
            pass  # told below
        except OverflowError:
            problem = _overflow(file)._replace(message="integer number overflowed")
    if problem is not None:
        sentence = f"failed to parse value from --config argument `{argument}` as a dotted key expression"
        raise CargoError(sentence, _picture(file.text, problem), place=Place(""))
    if what := _form_error(argument, file.data):
        raise CargoError(f"--config argument `{argument}` {what}", place=Place(""))
    for secret in ("token", "secret-key"):
        for table in ("registry", "registries"):
            for key in _secrets(file.data.get(table), table, secret):
                raise CargoError(f"{key} cannot be set through --config for security reasons", place=Place(""))
    try:
        return from_toml(file.data, COMMAND_LINE, Place(""))
    except CargoError as error:
        raise error.under(f"failed to convert --config argument `{argument}`") from None


def _form_error(argument: str, data: object) -> str:
    """Return what is wrong with an argument that is more than a key with dots and its value (`toml_dotted_keys`)."""
    import re  # few command lines have such an argument

    start = argument.lstrip()
    if start.startswith("[["):
        return "sets a value to an array of tables, which is not accepted"
    if re.match(_INLINE_TABLE, start, re.VERBOSE):
        return "sets a value to an inline table, which is not accepted"
    while isinstance(data, dict) and len(data) == 1 and not start.startswith("["):
        data = next(iter(data.values()))
    if isinstance(data, dict):
        return "was not a TOML dotted key expression (such as `build.jobs = 2`)"
    if "#" not in argument:
        return ""
    from policy.cargo.toml_problem import tokens  # hardly any argument has such a sign

    has_comment = any(token.startswith("#") for token in tokens(argument))
    return "includes non-whitespace decoration" if has_comment else ""


def _secrets(table: object, name: str, secret: str) -> list[str]:
    if not isinstance(table, dict):
        return []
    if name == "registry":
        return [f"registry.{secret}"] if secret in table else []
    return [f"registries.{key}.{secret}" for key, value in table.items() if isinstance(value, dict) and secret in value]
