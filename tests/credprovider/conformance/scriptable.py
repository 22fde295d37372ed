"""A correct provider in one file, on which the kit proves itself: `scriptable.py FOLDER --cargo-plugin`.

It keeps tokens in FOLDER/tokens.json, serves two registries, and gives each operation a token of its own. The mutants
are this file with one line changed. It stands on the standard library alone.
"""

import json
import os
import subprocess
import sys
import termios
import time
from typing import Any

SERVED = ("sparse+https://registry.example/index/", "sparse+https://registry.example/index-conformance-b/")
OPERATIONS: dict[str, tuple[str, ...]] = {
    "read": (),
    "publish": ("name", "vers", "cksum"),
    "yank": ("name", "vers"),
    "unyank": ("name", "vers"),
    "owners": ("name",),
}
HELLO: dict[str, Any] = {"v": [1]}
DONE = {"Ok": {"kind": "logout"}}
NOT_FOUND = {"Err": {"kind": "not-found"}}
FOREIGN = {"Err": {"kind": "url-not-supported"}}
UNSUPPORTED = {"Err": {"kind": "operation-not-supported"}}


class RefusedError(Exception):
    """Becomes `other`."""


def main(arguments: list[str]) -> int:
    folder, *flags = arguments
    if "--cargo-plugin" not in flags:
        print("a credential provider: name it in cargo's configuration", file=sys.stderr)
        return 2
    say(HELLO)
    given = HELLO
    while line := sys.stdin.buffer.readline():
        given = answer(line, os.path.join(folder, "tokens.json"))
        say(given)
    return 0


def say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def answer(line: bytes, path: str) -> dict[str, Any]:
    try:
        return answer_to(parsed(line), path)
    except RefusedError as refused:
        return {"Err": {"kind": "other", "message": str(refused)}}
    except OSError as error:
        return {"Err": {"kind": "other", "message": "the tokens cannot be kept", "caused-by": [error.strerror]}}


def parsed(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedError("the request is not JSON") from None
    registry = request.get("registry") if isinstance(request, dict) else None
    url = registry.get("index-url") if isinstance(registry, dict) else None
    if not isinstance(url, str) or not url:
        raise RefusedError("the request names no registry")
    if request.get("v") != 1:
        raise RefusedError("unsupported protocol version")
    return {**request, "url": url}


def answer_to(request: dict[str, Any], path: str) -> dict[str, Any]:
    url, kind = request["url"], request.get("kind")
    if url not in SERVED:
        return FOREIGN
    if request.get("args"):
        raise RefusedError(f"unknown argument {request['args'][0]!a}")
    tokens = kept(path)
    if kind == "get":
        return token_for(tokens.get(url), request)
    if kind == "login":
        keep(path, {**tokens, url: checked(request.get("token") or typed(url))})
        return {"Ok": {"kind": "login"}}
    if kind != "logout":
        return UNSUPPORTED
    if url not in tokens:
        return NOT_FOUND
    del tokens[url]
    keep(path, tokens)
    return DONE


def token_for(token: str | None, request: dict[str, Any]) -> dict[str, Any]:
    operation = request.get("operation")
    if operation not in OPERATIONS:
        return UNSUPPORTED
    if not all(request.get(field) for field in OPERATIONS[operation]):
        raise RefusedError("the request is not complete")
    if token is None:
        return NOT_FOUND
    cache: dict[str, Any] = {"cache": "never"}
    if operation == "read":
        cache = {"cache": "expires", "expiration": int(time.time()) + 3600}
    value = token if operation == "read" else f"{token}-to-{operation}"
    return {"Ok": {"kind": "get", "token": value, **cache, "operation_independent": False}}


def checked(text: str) -> str:
    token = text.strip().removeprefix("cargo login ").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise RefusedError("the token is empty, or has characters that cannot be sent")
    return token


def typed(url: str) -> str:
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        raise RefusedError("there is no terminal: write the token to cargo's standard input") from None
    before = termios.tcgetattr(terminal)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    try:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, silent)
        os.write(terminal, f"token for {url}: ".encode())
        return os.read(terminal, 4096).decode()
    except KeyboardInterrupt:
        return ""
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
        os.close(terminal)


def kept(path: str) -> dict[str, str]:
    subprocess.run(["true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    try:
        with open(path, encoding="ascii") as file:
            tokens: dict[str, str] = json.load(file)
            return tokens
    except FileNotFoundError:
        return {}


def keep(path: str, tokens: dict[str, str]) -> None:
    temporary = f"{path}.{os.getpid()}"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump(tokens, file)
    os.replace(temporary, path)


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except BrokenPipeError:
        os._exit(1)  # nothing is written at the end any more
    sys.exit(status)
