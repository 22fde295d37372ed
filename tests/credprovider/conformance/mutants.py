"""Fifteen broken providers, each the scriptable one with one line changed, and the cases that must fail on it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """old: a line, or a part of one, that is there exactly once. new: what stands there instead."""

    name: str
    old: str
    new: str
    caught_by: tuple[str, ...]

    def source(self, correct: str) -> str:
        """Return the broken program."""
        assert correct.count(self.old) == 1, f"{self.name} does not fit the scriptable provider any more"
        return correct.replace(self.old, self.new)


_NO_TERMINAL = (
    '        raise RefusedError("there is no terminal: write the token to cargo\'s standard input") from None\n'
)
_GIVE = "        return token_for(tokens.get(url), request)\n"
_CHILD = """        subprocess.run(["sh", "-c", "sleep 0.1", str(tokens.get(url))], stdin=-3, stdout=-3)
"""

MUTANTS = (
    Mutant("M1 exit status 1 after not-found", "    return 0\n", "    return int(given == NOT_FOUND)\n", ("I2", "39")),
    Mutant("M2 banner", "    say(HELLO)\n", '    print("scriptable 1.0", flush=True); say(HELLO)\n', ("I1", "3")),
    Mutant("M3 pretty-printed", 'separators=(",", ":")', "indent=2", ("I1", "3")),
    Mutant("M4 dash", '"operation_independent": False', '"operation-independent": False', ("I4", "38")),
    Mutant("M5 not flushed", "    sys.stdout.flush()\n", "", ("I1", "2")),
    Mutant("M6 much output", "say(given)\n", 'say(given); sys.stdout.write("x" * 1024 * 1024)\n', ("I1", "84")),
    Mutant("M7 milliseconds", "int(time.time()) + 3600", "int(time.time() * 1000) + 3600", ("I4", "45")),
    Mutant("M8 no wrapper", 'return {"Ok": {"kind": "get", ', 'return {**{"kind": "get", ', ("I4", "38")),
    Mutant("M9 kind before URL", "return FOREIGN", 'return FOREIGN if kind == "get" else UNSUPPORTED', ("27", "28")),
    Mutant(
        "M10 logout from nothing",
        "not in tokens:\n        return NOT_FOUND",
        "not in tokens:\n        return DONE",
        ("74",),
    ),
    Mutant("M11 publish for the session", '= {"cache": "never"}', '= {"cache": "session"}', ("48", "50")),
    Mutant("M12 CRLF in a token", '"token": value', '"token": value + "\\r\\n"', ("I8", "55")),
    Mutant("M13 prompt on standard input", _NO_TERMINAL, "        return sys.stdin.readline()\n", ("I7", "63")),
    Mutant("M14 token in the arguments of a child", _GIVE, _CHILD + _GIVE, ("I3",)),
    Mutant("M15 token in an error message", '("the token is empty', '(f"the token {token} is empty', ("I3", "77")),
)
