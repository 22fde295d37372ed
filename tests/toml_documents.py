"""TOML documents for hypothesis, written in every way that TOML 1.1 knows. Keys are numbered as they are drawn, so that
none comes twice.
"""

from hypothesis import strategies as st

BLANK = st.sampled_from(["", " ", "\t "])
COMMENT = st.sampled_from(["", " # = [x] \"'", "\t#"])
NEWLINE = st.sampled_from(["\n", "\r\n", "\n\n  "])
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\"'\\", exclude_categories=["Cc", "Cs"]), max_size=6)
LONG_TRICK = st.sampled_from(['"', '""', '\\"""', "\\\n  ", "\n[x]\n", '\r\n"\r\n', "'"])
SCALAR = st.one_of(
    st.integers().map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.floats(allow_nan=False).map(repr),
    st.datetimes().map(str),
    st.sampled_from(["nan", "-inf", "0xdead_beef", "07:32:00", "1979-05-27", "1979-05-27T07:32", "''", '""', '""""""']),
    st.builds('"{}{}{}"'.format, PLAIN, st.sampled_from([r"\"", r"\\", r"\t", r"\u00e9", "'", "#", "]", "}"]), PLAIN),
    st.builds("'{}{}'".format, PLAIN, st.sampled_from(['"', "\\", "#", ",", "}"])),
    st.builds('"""{}{}{}"""'.format, PLAIN, LONG_TRICK, PLAIN),
    st.builds("'''{}{}'''".format, PLAIN, st.sampled_from(["'x", "''x", "\\", "\na = 1\n"])),
    st.sampled_from(["'''x'''''", '"""x"""""']),
)


@st.composite
def values(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.sampled_from(["scalar", "array", "table"] if depth < 3 else ["scalar"]))
    if kind == "scalar":
        scalar: str = draw(SCALAR)
        return scalar
    gap = draw(st.builds("{}{}{}".format, BLANK, COMMENT, NEWLINE) | BLANK)
    items = draw(st.lists(values(depth + 1), max_size=3) if kind == "array" else pairs(depth + 1))
    comma = draw(st.sampled_from(["", ","])) if items else ""
    inside = gap + f"{gap},{gap}".join(items) + gap + comma + gap
    return f"[{inside}]" if kind == "array" else f"{{{inside}}}"


@st.composite
def keys(draw: st.DrawFn, number: int) -> str:
    way: str = draw(st.sampled_from(["k-{}", "{}", '"k {}"', "'k.{}'", r'"\u006b\"{}"', '"[{}]"']))
    return way.format(number)


@st.composite
def pairs(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """Return `key = value` several times; some of the keys are dotted, some of these go through the same table."""
    written = []
    for number in range(draw(st.integers(0, 3))):
        front = draw(st.sampled_from(["", "same.", "same . other\t.", f"own{number}."]))
        written.append(front + draw(keys(number)) + draw(BLANK) + "=" + draw(BLANK) + draw(values(depth)))
    return written


HEADERS = ["[t{0}.{1}]", "[ t{0} . {1} ]", "[t{0}.{1}]\n[t{0}]", "[[t.a]]", "[[t.a]]\n[[t.a.b]]", "[[t.a]]\n[t.a.{1}]"]


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = draw(pairs())
    for number in range(draw(st.integers(0, 4))):
        header = draw(st.sampled_from(HEADERS)).format(number, draw(keys(number + 100)))
        parts += [draw(BLANK) + header, *draw(pairs())]
    end = draw(st.builds("{}{}{}".format, BLANK, COMMENT, NEWLINE))
    return end.join(parts) + end
