"""Licence expressions: each verdict here was given by the crate `spdx` 0.13.5 with the settings of crates.io.

A small Rust program was fed these expressions, and 128,000 more that were put together at random from identifiers,
operators and what is neither; there was no difference.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses import canonicalize_license_expression

from policy.crates_io.licence import licence_error
from policy.crates_io.licence_correction import corrected
from policy.crates_io.licence_ids import COMMON, EXCEPTIONS_BESIDES, LICENCES_BESIDES, is_exception, is_licence

GNU_PLUS = "^ a GNU license was followed by a `+` even though it ended in `-only` or `-or-later`"

# fmt: off
RECORDED = [
    ('MIT', None),
    ('MIT OR Apache-2.0', None),
    ('MIT/Apache-2.0', None),
    ('MIT / Apache-2.0', None),
    ('Apache-2.0 WITH LLVM-exception', None),
    ('(MIT OR Apache-2.0) AND Unicode-3.0', None),
    ('((MIT))', None),
    ('MIT and ISC or Zlib', None),
    ('Apache-2.0 with LLVM-exception', None),
    ('GPL-2.0', None),
    ('GPL-2.0+', None),
    ('GPL-3.0+', None),
    ('GPL-2.0-only+', None),
    ('GPL-2.0-or-later+', ' ' * 16 + GNU_PLUS),
    ('GPL-2.0-with-GCC-exception', None),
    ('GPL-2.0-with-GCC-exception+', '                          ^ unknown license id'),
    ('GFDL-1.3-invariants+', None),
    ('AGPL-1.0+', None),
    ('LGPLLR+', None),
    ('MIT+', None),
    ('Apache-2.0+ OR MIT', None),
    ('MIT +', '   ^ `+` must not follow whitespace'),
    ('+MIT', '^ expected one of `<license>`, `(` here'),
    ('+', '^ expected one of `<license>`, `(` here'),
    ('', ' empty expression'),
    ('   ', '^^^ empty expression'),
    ('()', ' ^ expected one of `<license>`, `(` here'),
    ('(', '  expected one of `<license>`, `(` here'),
    ('MIT)', '   ^ unopened parens'),
    ('(MIT', '- unclosed parens'),
    ('MIT OR', '       expected one of `<license>`, `(` here'),
    ('OR MIT', '^^ expected one of `<license>`, `(` here'),
    ('MIT AND OR ISC', '        ^^ expected one of `<license>`, `(` here'),
    ('MIT Apache-2.0', '    ^^^^^^^^^^ expected one of `AND`, `OR`, `WITH`, `)`, `+` here'),
    ('MIT, Apache-2.0', '   ^^^^^^^^^^^^ invalid character(s)'),
    ('MIT Or ISC', '    ^^ unknown term'),
    ('mit', '^^^ unknown term'),
    ('Apache 2.0', '^^^^^^ unknown term'),
    ('Apache-2', '^^^^^^^^ unknown term'),
    ('GPLv3', '^^^^^ unknown term'),
    ('BSD', '^^^ unknown term'),
    ('BSD-3', '^^^^^ unknown term'),
    ('Proprietary', '^^^^^^^^^^^ unknown term'),
    ('UNLICENSED', '^^^^^^^^^^ unknown term'),
    ('NONE', '^^^^ unknown term'),
    ('NOASSERTION', None),
    ('LicenseRef-Acme', None),
    ('LicenseRef-', None),
    ('LicenseRef-a_b', '            ^^ invalid character(s)'),
    ('LicenseRef-a:b', '            ^^ unknown term'),
    ('DocumentRef-spdx:LicenseRef-Acme', None),
    ('DocumentRef-spdx:MIT', '^^^^^^^^^^^^^^^^^^^^ unknown term'),
    ('DocumentRef-:LicenseRef-', None),
    ('LicenseRef-Acme+', '               ^ expected one of `AND`, `OR`, `WITH`, `)` here'),
    ('LicenseRef-Acme WITH LLVM-exception', None),
    ('licenseref-acme', '^^^^^^^^^^^^^^^ unknown term'),
    ('MIT WITH AdditionRef-mine', None),
    ('MIT WITH DocumentRef-a:AdditionRef-b', None),
    ('AdditionRef-mine', '^^^^^^^^^^^^^^^^ expected one of `<license>`, `(` here'),
    ('MIT WITH', '         expected a `<addition>` here'),
    ('MIT WITH MIT', '         ^^^ expected a `<addition>` here'),
    ('LLVM-exception', '^^^^^^^^^^^^^^ expected one of `<license>`, `(` here'),
    ('MIT WITH LLVM-Exception', '         ^^^^^^^^^^^^^^ unknown term'),
    ('MIT WITH Classpath-exception-2.0-short', None),
    ('WordNet', None),
    ('UnRAR', None),
    ('MIT\xa0OR\xa0ISC', None),
    ('MIT\u3000OR ISC', None),
    ('MIT\x1cOR ISC', '   ^^^^^^^ invalid character(s)'),
    ('MIT\tOR\nISC', None),
    ('MIT OR ö', '       ^^ invalid character(s)'),
    ('京', '^^^ invalid character(s)'),
    ('MIT;ISC', '   ^^^^ invalid character(s)'),
    ('MIT|ISC', '   ^^^^ invalid character(s)'),
    ('MIT & ISC', '    ^^^^^ invalid character(s)'),
    (':', '^ unknown term'),
    ('-', '^ unknown term'),
    ('.', '^ unknown term'),
    ('MIT:ISC', '^^^^^^^ unknown term'),
    ('MIT OR (ISC AND)', '               ^ expected one of `<license>`, `(` here'),
    ('(MIT OR ISC', '- unclosed parens'),
    ('((MIT) OR ISC', '- unclosed parens'),
    ('MIT (ISC)', '    ^ expected one of `AND`, `OR`, `WITH`, `)`, `+` here'),
    ('(MIT) ISC', '      ^^^ expected one of `AND`, `OR` here'),
    ('MIT//ISC', '    ^ expected one of `<license>`, `(` here'),
    ('/', '^ expected one of `<license>`, `(` here'),
    ('MIT WITH LLVM-exception LLVM-exception', ' ' * 24 + '^^^^^^^^^^^^^^ expected one of `AND`, `OR`, `)` here'),
    ('MIT WITH LLVM-exception+', '                       ^ expected one of `AND`, `OR`, `)` here'),
    ('0BSD', None),
    ('CC0-1.0', None),
    ('Unlicense OR MIT', None),
    ('BSL-1.0', None),
    ('Zlib', None),
    ('MPL-2.0', None),
    ('ISC', None),
    ('EUPL-1.2', None),
    ('WTFPL', None),
    ('Python-2.0', None),
    ('OFL-1.1', None),
    ('BSD-2-Clause-Patent', None),
    ('BUSL-1.1', None),
    ('SSPL-1.0', None),
    ('Elastic-2.0', None),
    ('PolyForm-Noncommercial-1.0.0', None),
    ('Artistic-2.0', None),
    ('Unicode-DFS-2016', None),
    ('OpenSSL', None),
    ('Ruby', None),
    ('PostgreSQL', None),
    ('MIT-0', None),
    ('MulanPSL-2.0', None),
    ('AGPL-3.0-or-later', None),
    ('LGPL-3.0-only WITH OCaml-LGPL-linking-exception', None),
    ('GPL-3.0-only WITH GCC-exception-3.1', None),
]
# fmt: on
"""Expressions, each with the line in which the crate says what is wrong with it; None where it takes it."""


@pytest.mark.parametrize(("text", "said"), RECORDED)
def test_recorded_verdicts(text: str, said: str | None) -> None:
    assert licence_error(text) == (None if said is None else f"{text}\n{said}")


@pytest.mark.parametrize("name", sorted(COMMON))
def test_the_short_way_says_what_the_library_says(name: str) -> None:
    assert canonicalize_license_expression(name) == name


def test_identifiers_that_the_library_may_not_know() -> None:
    assert all(is_licence(name) for name in LICENCES_BESIDES)
    assert all(is_exception(name) for name in EXCEPTIONS_BESIDES)


@pytest.mark.parametrize("name", ["mit", "LicenseRef-a", "LLVM-exception", "Acme"])
def test_what_is_no_licence(name: str) -> None:
    assert not is_licence(name)


@given(st.lists(st.sampled_from(sorted(COMMON)), min_size=1), st.sampled_from([" OR ", " AND ", "/", " and "]))
def test_any_number_of_good_licences_is_good(names: list[str], operator: str) -> None:
    assert licence_error(operator.join(names)) is None
    assert licence_error(f"({operator.join(names)})") is None
    assert licence_error(f"({operator.join(names)}") is not None
    assert licence_error(operator.join([*names, "Acme"])) is not None


@given(st.text())
def test_any_text_has_a_verdict(text: str) -> None:
    said = licence_error(text)

    assert said is None or said.startswith(f"{text}\n")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Apache 2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("mit", "MIT"),
        ("MIT License", "MIT"),
        ("MIT Or apache 2.0", "MIT OR Apache-2.0"),
        ("mit/apache2", "MIT OR Apache-2.0"),
        ("(mit or isc) And zlib", "(MIT OR ISC) AND Zlib"),
        ("apache-2.0 with LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        ("gpl-3.0+", "GPL-3.0+"),
    ],
)
def test_what_is_meant(text: str, meant: str) -> None:
    assert licence_error(text) is not None
    assert corrected(text) == meant
    assert licence_error(meant) is None


NOT_CLEAR = ["GPLv3", "GPL", "BSD", "Apache", "Proprietary", "", "MIT Apache-2.0", "MIT, ISC", "(MIT", "mit OR " * 99]


@pytest.mark.parametrize("text", NOT_CLEAR)
def test_nothing_is_guessed(text: str) -> None:
    assert corrected(text) == ""


@given(st.text(alphabet="mitMITorORandAND ()/-2.0+apheA,"))
def test_a_correction_is_always_good(text: str) -> None:
    meant = corrected(text)

    assert not meant or licence_error(meant) is None
