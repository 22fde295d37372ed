"""Stands between real cargo and the provider: `relay.py CONFIG --cargo-plugin`, a program of its own.

cargo talks to a registry on loopback, but the provider serves another URL: so the relay puts that one in the place of
the registry's. It writes down what was asked, without tokens, and what the provider printed on standard error; every
answer goes through byte by byte. It gives the provider the environment that the kit was started with. It stands on the
standard library alone: it is started by its path.
"""

import json
import os
import subprocess
import sys
from typing import IO, cast

KEPT = "CREDPROVIDER_CONFORMANCE_KEPT_"


def main() -> int:
    """Run the provider once and return its exit status."""
    with open(sys.argv[1], encoding="utf-8") as file:
        config = json.load(file)
    with open(config["errors"], "ab") as errors:
        process = subprocess.Popen(
            [config["program"], *sys.argv[2:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=provider_environment(dict(os.environ), config["changed"]),
        )
    requests, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    _pass_on(answers.readline())
    for line in sys.stdin.buffer:
        requests.write(_translated(line, config))
        requests.flush()
        _pass_on(answers.readline())
    requests.close()
    status = process.wait()
    os.set_blocking(answers.fileno(), False)  # a daemon that it has started may hold the pipe open
    _pass_on(answers.read() or b"")
    return status


def provider_environment(environment: dict[str, str], changed: list[str]) -> dict[str, str]:
    """Return the environment that the provider gets. changed: names that the kit has set for cargo alone."""
    for name in changed:
        environment.pop(name, None)
    for name in [name for name in environment if name.startswith(KEPT)]:
        environment[name.removeprefix(KEPT)] = environment.pop(name)
    return environment


def _translated(line: bytes, config: dict[str, str]) -> bytes:
    request = json.loads(line)
    registry = request["registry"]
    if registry.get("index-url") == config["cargo_url"]:
        registry["index-url"] = config["provider_url"]
    told = {key: value for key, value in request.items() if key != "token"}
    with open(config["requests"], "a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")
    return json.dumps(request).encode() + b"\n"


def _pass_on(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
