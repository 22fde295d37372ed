"""Which path a policy allows: exact paths, a `*` at the end, `+` for one segment; the most specific one decides."""

import json
from collections.abc import Iterable

from tests.servers.standin.reply import RefusedError

CAPABILITIES = ("create", "read", "update", "delete", "list", "patch", "sudo", "deny", "scan")
Rules = dict[str, set[str]]

# The parts of the server's own `default` policy that lead to something the stand-in has.
DEFAULT: Rules = {
    "auth/token/lookup-self": {"read"},
    "auth/token/renew-self": {"update"},
    "auth/token/revoke-self": {"update"},
    "sys/leases/renew": {"update"},
    "sys/capabilities-self": {"update"},
}


class Policies:
    """The policies by name. `root` is not among them: it allows everything."""

    def __init__(self) -> None:
        self._rules: dict[str, Rules] = {"default": DEFAULT}
        self._texts: dict[str, str] = {}

    def write(self, name: str, text: object) -> None:
        """Take a policy in its JSON spelling; RefusedError 400 for one that the server could not parse either."""
        try:
            paths = json.loads(str(text))["path"]
            rules = {path: set(entry["capabilities"]) for path, entry in paths.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RefusedError(400, "failed to parse policy: the stand-in takes JSON alone") from error
        for path, capabilities in rules.items():
            for unknown in sorted(capabilities - set(CAPABILITIES)):
                raise RefusedError(400, f'failed to parse policy: path "{path}": invalid capability "{unknown}"')
        self._rules[name], self._texts[name] = rules, str(text)

    def text(self, name: str) -> str | None:
        """Return a policy as it was written, None for an unknown one."""
        return self._texts.get(name)

    def allows(self, names: Iterable[str], path: str, capability: str) -> bool:
        """Say whether these policies together allow one capability on a path."""
        granted = self.granted(names, path)
        return "root" in granted or (capability in granted and "deny" not in granted)

    def reaches(self, names: Iterable[str], mount: str) -> bool:
        """Say whether these policies allow anything at all below a mount."""
        for name in names:
            if name == "root":
                return True
            for pattern, capabilities in self._rules.get(name, {}).items():
                if pattern.startswith(mount) and "deny" not in capabilities:
                    return True
        return False

    def granted(self, names: Iterable[str], path: str) -> set[str]:
        """Return the capabilities of the most specific pattern that matches; `root` stands for all of them."""
        merged: Rules = {}
        for name in names:
            if name == "root":
                return {"root"}
            for pattern, capabilities in self._rules.get(name, {}).items():
                merged.setdefault(pattern, set()).update(capabilities)
        matching = [pattern for pattern in merged if matches(pattern, path)]
        return merged[max(matching, key=_specific)] if matching else set()


def matches(pattern: str, path: str) -> bool:
    """Say whether a policy's pattern covers a path."""
    wanted, given = pattern.removesuffix("*").split("/"), path.split("/")
    if pattern.endswith("*"):
        last = wanted.pop()
        if len(given) <= len(wanted) or not given[len(wanted)].startswith(last):
            return False
        given = given[: len(wanted)]
    return len(wanted) == len(given) and all(want in ("+", have) for want, have in zip(wanted, given, strict=True))


def _specific(pattern: str) -> tuple[bool, int, bool, int, int]:
    first = min((at for at in (pattern.find("+"), pattern.find("*")) if at >= 0), default=len(pattern))
    exact = first == len(pattern)
    return exact, first, not pattern.endswith("*"), -pattern.split("/").count("+"), len(pattern)
