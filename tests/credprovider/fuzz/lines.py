"""Random request lines: what cargo sends, changed in its structure, in its spelling and in its bytes; and noise."""

import json
from collections.abc import Callable
from random import Random

from tests.credprovider.provider import INDEX

OTHER = "sparse+https://registry.example/other/"
URLS = (INDEX, OTHER, "sparse+https://elsewhere.example/", "https://github.com/rust-lang/crates.io-index")
TOKENS = ("a", "Bearer b", "cargo login c", " d ", "e" * 3000, "f\r\nX-Evil: 1", "", "\u00e9", "g\x00", "eyJ.eyJ.x")
TEXTS = (
    *(
        "",
        " ",
        "read",
        "publish",
        "get",
        "login",
        "\x1b[2J",
        "\u202e",
        "\ud83d\ude00",
        "\x00",
        "\x7f",
        "../..",
        "%0d%0a",
    ),
    *("x" * 70_000, "NaN", "1", "\\", '"', "\u2028", "--store", "${jndi:x}", "'; --", "A\u0301", "\U0010ffff"),
)
RAW = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-0", "0.1", "1E5", "01", "+1", "0x1", "9" * 101, "9" * 5000, "tru"),
    *("[" * 70 + "]" * 70, "[" * 2000, '{"a":' * 100 + "1" + "}" * 100, '"\\ud800"', '"\\u12"', "'x'", "[1,]", "{,}"),
)
NOISE = (b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x00", b"\r", b"{", b"}", b'"', b"\\", b",", b":", b"[", b"]")

Value = object
Pairs = list[tuple[str, Value]]


class Raw(str):
    """A text that stands in the JSON as it is."""

    __slots__ = ()


def line(random: Random) -> bytes:
    """Return one line, without its end: a request as cargo sends it, a changed one, or no request at all."""
    if random.random() < 0.05:
        return b"".join(random.choice((*NOISE, random.randbytes(3))) for _ in range(random.randrange(30))).replace(
            b"\n", b""
        )
    fields = _request(random)
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        random.choice(_CHANGES)(random, fields)
    data = bytearray(_written(random, fields).encode("utf-8", "surrogatepass"))
    for _ in range(random.choice((0, 0, 0, 0, 1, 3))):
        random.choice(_SCRATCHES)(random, data)
    return bytes(data).replace(b"\n", b"")


def _request(random: Random) -> Pairs:
    registry: Pairs = [("index-url", random.choice(URLS)), ("name", random.choice(("alt", "crates-io", "\u00e9")))]
    if random.random() < 0.3:
        registry.append(("headers", ["WWW-Authenticate: Cargo", random.choice(TEXTS)]))
    kind = random.choice(("get", "get", "get", "login", "logout"))
    fields: Pairs = [("v", 1), ("registry", registry), ("kind", kind)]
    if kind == "get":
        fields.append(("operation", random.choice(("read", "read", "publish", "yank", "unyank", "owners"))))
        fields += [("name", "crate"), ("vers", "1.0.0"), ("cksum", "0" * 64)]
    if kind == "login":
        fields.append(("token", random.choice(TOKENS)))
        fields.append(("login-url", random.choice(TEXTS)))
    if random.random() < 0.2:
        fields.append(("args", random.choice(([], ["--store", "file"], ["--stroe"], [random.choice(TEXTS)]))))
    return fields


def _objects(fields: Pairs) -> list[Pairs]:
    return [fields, *(value for key, value in fields if key == "registry" and isinstance(value, list) and value)]


def _drop(random: Random, fields: Pairs) -> None:
    chosen = random.choice(_objects(fields))
    if chosen:
        chosen.pop(random.randrange(len(chosen)))


def _repeat(random: Random, fields: Pairs) -> None:
    chosen = random.choice(_objects(fields))
    if chosen:
        key, value = random.choice(chosen)
        chosen.append((key, random.choice((value, random.choice(URLS), 1))))


def _retype(random: Random, fields: Pairs) -> None:
    chosen = random.choice(_objects(fields))
    if chosen:
        place = random.randrange(len(chosen))
        chosen[place] = (chosen[place][0], _value(random))


def _add(random: Random, fields: Pairs) -> None:
    random.choice(_objects(fields)).append((random.choice((*TEXTS, "token", "args", "index-url")), _value(random)))


def _rename(random: Random, fields: Pairs) -> None:
    chosen = random.choice(_objects(fields))
    if chosen:
        place = random.randrange(len(chosen))
        chosen[place] = (random.choice(TEXTS), chosen[place][1])


def _shuffle(random: Random, fields: Pairs) -> None:
    random.shuffle(random.choice(_objects(fields)))


def _other_address(random: Random, fields: Pairs) -> None:
    url = list(random.choice(URLS))
    place = random.randrange(len(url))
    url[place] = random.choice(("", url[place].swapcase(), "/", "@", "%", ".", "\u0430", ":443", "\x00", "#", "?"))
    for key, value in fields:
        if key == "registry" and isinstance(value, list):
            value[:] = [("index-url", "".join(url))]


_CHANGES: tuple[Callable[[Random, Pairs], None], ...] = (
    *(_drop, _repeat, _retype, _add, _rename, _shuffle, _other_address),
)


def _value(random: Random) -> Value:
    return random.choice(
        (None, True, 1, -1.5, 2**70, [], [("a", 1)], {}, Raw(random.choice(RAW)), random.choice(TEXTS))
    )


def _written(random: Random, value: Value) -> str:
    """Return JSON text, in one of the spellings that JSON allows; `Raw` may break it."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=random.random() < 0.5)
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        blank = random.choice(("", "", " ", "\t\r"))
        inner = (f"{_written(random, key)}:{blank}{_written(random, each)}" for key, each in value)
        return "{" + f",{blank}".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(random, each) for each in value) + "]"
    return json.dumps(value)


def _cut(random: Random, data: bytearray) -> None:
    del data[random.randrange(len(data) + 1) :]


def _insert(random: Random, data: bytearray) -> None:
    place = random.randrange(len(data) + 1)
    data[place:place] = random.choice(NOISE)


def _flip(random: Random, data: bytearray) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _copy(random: Random, data: bytearray) -> None:
    start = random.randrange(len(data) + 1)
    data += data[start : start + random.randrange(200)]


_SCRATCHES: tuple[Callable[[Random, bytearray], None], ...] = (_cut, _insert, _flip, _copy)
