"""Our D-Bus values against jeepney's: the same bytes out, the same values in."""

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jeepney.low_level import Endianness, parse_signature  # type: ignore[import-untyped] # it ships no types

from credprovider.dbus.failures import BusFailure
from credprovider.dbus.wire import Reader, Variant, marshal, split_types, unmarshal

if TYPE_CHECKING:
    from credprovider.dbus.wire import Order

NUMBERS = {
    "y": st.integers(0, 2**8 - 1),
    "b": st.booleans(),
    "n": st.integers(-(2**15), 2**15 - 1),
    "q": st.integers(0, 2**16 - 1),
    "i": st.integers(-(2**31), 2**31 - 1),
    "u": st.integers(0, 2**32 - 1),
    "x": st.integers(-(2**63), 2**63 - 1),
    "t": st.integers(0, 2**64 - 1),
}
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
ORDERS: "list[tuple[Order, Any]]" = [("little", Endianness.little), ("big", Endianness.big)]

Typed = tuple[str, Any]


def basic() -> st.SearchStrategy[Typed]:
    plain = {
        **NUMBERS,
        "s": TEXT,
        "o": st.sampled_from(["/", "/a", "/org/x_1/Y2"]),
        "g": st.sampled_from(["", "s", "a{sv}", "(oayays)"]),
    }
    return st.one_of(*(st.tuples(st.just(kind), values) for kind, values in plain.items()))


def compound(inner: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(
            lambda m: (f"({''.join(k for k, _ in m)})", tuple(v for _, v in m))
        ),
        st.tuples(inner, st.integers(0, 3)).map(lambda m: ("a" + m[0][0], _array(m[0], m[1]))),
        st.tuples(basic(), inner).map(lambda m: (f"a{{{m[0][0]}{m[1][0]}}}", {m[0][1]: m[1][1]})),
        inner.map(lambda m: ("v", Variant(*m))),
        st.binary(max_size=9).map(lambda m: ("ay", m)),
    )


def _array(member: Typed, size: int) -> Any:
    kind, value = member
    return bytes([value] * size) if kind == "y" else [value] * size


VALUES = st.recursive(basic(), compound, max_leaves=6)


def theirs(value: Any) -> Any:
    """Our form of a value as jeepney takes it: a variant is a pair of signature and value."""
    match value:
        case Variant():
            return (value.signature, theirs(value.value))
        case dict():
            return {key: theirs(item) for key, item in value.items()}
        case list():
            return [theirs(item) for item in value]
        case tuple():
            return tuple(theirs(item) for item in value)
        case _:
            return value


def bare(value: Any) -> Any:
    """Our form of a value as we read it: a variant is its value."""
    match value:
        case Variant():
            return bare(value.value)
        case dict():
            return {key: bare(item) for key, item in value.items()}
        case list():
            return [bare(item) for item in value]
        case tuple():
            return tuple(bare(item) for item in value)
        case _:
            return value


@settings(max_examples=300)
@given(st.lists(VALUES, max_size=4))
def test_both_write_the_same_bytes_and_we_read_them_in_both_byte_orders(items: list[Typed]) -> None:
    signature = "".join(kind for kind, _ in items)
    values = tuple(value for _, value in items)
    judge = parse_signature(list(f"({signature})")) if items else None
    written = {
        order: judge.serialise(theirs(values), 0, theirs_order) if judge else b"" for order, theirs_order in ORDERS
    }

    assert marshal(signature, values) == written["little"]
    for order, data in written.items():
        assert unmarshal(signature, data, order) == [bare(value) for value in values]


@given(
    st.sampled_from(["s", "ay", "ao", "a{sv}", "(oayays)", "aoao", "v", "b", "a(yv)", "aas", "t"]),
    st.binary(max_size=80),
)
def test_any_bytes_are_values_or_refused(signature: str, data: bytes) -> None:
    # abuse cases 75, 78
    for order, _ in ORDERS:
        try:
            unmarshal(signature, data, order)
        except BusFailure:
            continue


@given(st.text("ybnqiuxtsogva(){}dhz", max_size=12))
def test_signatures_are_split_as_jeepney_splits_them(signature: str) -> None:
    try:
        parts = split_types(signature)
    except BusFailure:
        return
    assert "".join(parts) == signature
    assert all(parse_signature(list(part)) for part in parts)


@pytest.mark.parametrize(
    "signature",
    ["a", "(", "()", "(s", "s)", "a{s}", "a{sss}", "{", "d", "h", "a" * 40 + "s", "(" * 40 + "s" + ")" * 40],
)
def test_malformed_and_unused_types_are_refused(signature: str) -> None:
    with pytest.raises(BusFailure):
        unmarshal(signature, b"\0" * 100, "little")


@pytest.mark.parametrize(
    ("signature", "data"),
    [
        ("s", b"\xff\xff\xff\x7fabc\0"),  # longer than the message
        ("s", b"\x03\0\0\0abc"),  # no end
        ("s", b"\x03\0\0\0abcd"),  # no zero
        ("s", b"\x03\0\0\0a\0c\0"),  # a zero inside
        ("s", b"\x01\0\0\0\xff\0"),  # not UTF-8
        ("as", b"\xff\xff\xff\x7f"),
        ("au", b"\x03\0\0\0\0\0\0\0"),  # an element and a part of one
        ("o", b"\x02\0\0\0/-\0"),  # not a path
        ("o", b"\x01\0\0\0a\0"),
        ("b", b"\x02\0\0\0"),
        ("v", b"\x02ss\0"),  # two types
        ("v", b"\x01v\0" * 40),  # without end
    ],
)
def test_lies_about_sizes_are_refused(signature: str, data: bytes) -> None:
    with pytest.raises(BusFailure):
        unmarshal(signature, data, "little")


def test_alignment_counts_from_the_start_of_the_message() -> None:
    data = bytes(12) + b"\x08\0\0\0" + b"\x07\0\0\0\0\0\0\0"

    assert Reader(data, "little", 12).read("a(t)", 0) == [(7,)]
