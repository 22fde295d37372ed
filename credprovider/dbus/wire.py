"""D-Bus values to bytes and back, for the types that a keyring speaks in.

Source: D-Bus specification, "Type System" and "Marshaling". Types: y b n q i u x t s o g v, arrays, structs,
dictionaries. What is read is bounded and checked: a length that leads outside, a wrong padding of text or an unknown
type is a BusFailure.
"""

from credprovider.dbus.failures import BusFailure

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any, Literal

    Order = Literal["little", "big"]

_SIZES = {"y": 1, "b": 4, "n": 2, "q": 2, "i": 4, "u": 4, "x": 8, "t": 8}
_SIGNED = "nix"
_ALIGNMENT = {"(": 8, "{": 8, "a": 4, "s": 4, "o": 4, "g": 1, "v": 1, **_SIZES}
_MAX_DEPTH = 16


class Variant:
    """A value that carries its own type. signature: one complete type."""

    __slots__ = ("signature", "value")

    def __init__(self, signature: str, value: "Any") -> None:
        self.signature = signature
        self.value = value


def marshal(signature: str, values: "tuple[Any, ...]") -> bytes:
    """Return `values`, one for each complete type of `signature`, in little-endian form, aligned as a message's body
    is.

    A struct is a tuple, a dictionary a dict, `ay` bytes, any other array a list.
    """
    out = bytearray()
    for single, value in zip(split_types(signature), values, strict=True):
        _write(out, single, value)
    return bytes(out)


def unmarshal(signature: str, data: bytes, order: "Order") -> "list[Any]":
    """Return the values of `signature` in `data`, a message's body. Variants become their values. Raises BusFailure."""
    reader = Reader(data, order)
    return [reader.read(single, 0) for single in split_types(signature)]


def split_types(signature: str) -> list[str]:
    """Return the complete types of `signature`: `a{ss}u` gives `a{ss}` and `u`. Raises BusFailure when it is
    malformed.
    """
    types = []
    at = 0
    while at < len(signature):
        end = _type_end(signature, at, 0)
        types.append(signature[at:end])
        at = end
    return types


class Reader:
    """Reads values from `data`, from the place `at` on, which alignment counts from the beginning of `data`."""

    def __init__(self, data: bytes, order: "Order", at: int = 0) -> None:
        self.data = data
        self.order = order
        self.at = at

    def read(self, single: str, depth: int) -> "Any":
        """Return the value of the complete type `single` and move behind it. Raises BusFailure."""
        kind = single[0]
        if depth > _MAX_DEPTH or kind not in _ALIGNMENT:
            raise BusFailure("a D-Bus message is nested too deeply or has a type that is not used here")
        self.align(_ALIGNMENT[kind])
        if kind in _SIZES:
            return self._number(kind)
        if kind == "s":
            return self._text(int.from_bytes(self.take(4), self.order))
        if kind == "o":
            return self._path()
        if kind == "g":
            return self._text(self.take(1)[0])
        if kind == "v":
            inner = self._text(self.take(1)[0])
            if len(split_types(inner)) != 1:
                raise BusFailure("a D-Bus variant does not have one type")
            return self.read(inner, depth + 1)
        if kind == "a":
            return self._array(single[1:], depth)
        return tuple(self.read(member, depth + 1) for member in split_types(single[1:-1]))

    def align(self, boundary: int) -> None:
        """Move to the next multiple of `boundary`."""
        self.at += -self.at % boundary

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes. Raises BusFailure when there are fewer."""
        end = self.at + size
        if end > len(self.data):
            raise BusFailure("a D-Bus message is shorter than it says")
        part = self.data[self.at : end]
        self.at = end
        return part

    def _number(self, kind: str) -> int | bool:
        number = int.from_bytes(self.take(_SIZES[kind]), self.order, signed=kind in _SIGNED)
        if kind != "b":
            return number
        if number > 1:
            raise BusFailure("a D-Bus boolean is neither 0 nor 1")
        return bool(number)

    def _text(self, size: int) -> str:
        data = self.take(size + 1)
        try:
            if data[-1] == 0 and 0 not in data[:-1]:
                return data[:-1].decode("utf-8")
        except UnicodeDecodeError:
            pass
        raise BusFailure("a D-Bus text is malformed")

    def _path(self) -> str:
        path = self._text(int.from_bytes(self.take(4), self.order))
        letters = path.replace("/", "a").replace("_", "a")
        if path[:1] != "/" or not (letters.isascii() and letters.isalnum()):
            raise BusFailure("a D-Bus object path is malformed")
        return path

    def _array(self, member: str, depth: int) -> "Any":
        size = int.from_bytes(self.take(4), self.order)
        self.align(_ALIGNMENT.get(member[0], 1))
        end = self.at + size
        if end > len(self.data):
            raise BusFailure("a D-Bus array is longer than its message")
        if member == "y":
            return self.take(size)
        items = []
        while self.at < end:
            items.append(self.read(member, depth + 1))
        if self.at != end:
            raise BusFailure("a D-Bus array does not end where it says")
        return dict(items) if member[0] == "{" else items


def _write(out: bytearray, single: str, value: "Any") -> None:
    kind = single[0]
    out += bytes(-len(out) % _ALIGNMENT[kind])
    if kind in _SIZES:
        out += int(value).to_bytes(_SIZES[kind], "little", signed=kind in _SIGNED)
    elif kind in "sog":
        data = value.encode("utf-8")
        out += len(data).to_bytes(1 if kind == "g" else 4, "little") + data + b"\0"
    elif kind == "v":
        _write(out, "g", value.signature)
        _write(out, value.signature, value.value)
    elif kind == "a":
        _write_array(out, single[1:], value)
    else:
        for member, item in zip(split_types(single[1:-1]), value, strict=True):
            _write(out, member, item)


def _write_array(out: bytearray, member: str, items: "Any") -> None:
    place = len(out)
    out += bytes(4)
    out += bytes(-len(out) % _ALIGNMENT[member[0]])
    start = len(out)
    if member == "y":
        out += items
    else:
        for item in items.items() if member[0] == "{" else items:
            _write(out, member, item)
    out[place : place + 4] = (len(out) - start).to_bytes(4, "little")


def _type_end(signature: str, at: int, depth: int) -> int:
    kind = signature[at : at + 1]
    if kind == "a":
        if depth > _MAX_DEPTH:
            raise BusFailure("a D-Bus signature is nested too deeply")
        return _type_end(signature, at + 1, depth + 1)
    if kind not in ("(", "{"):
        if kind and kind in _ALIGNMENT:
            return at + 1
        raise BusFailure("a D-Bus signature is malformed, or has a type that is not used here")
    close = ")" if kind == "(" else "}"
    end = at + 1
    members = 0
    while signature[end : end + 1] != close:
        if depth > _MAX_DEPTH:
            raise BusFailure("a D-Bus signature is nested too deeply")
        end = _type_end(signature, end, depth + 1)
        members += 1
    if not members or (kind == "{" and members != 2):
        raise BusFailure("a D-Bus signature is malformed")
    return end + 1
