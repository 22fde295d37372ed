"""The dated lists of crates.io."""

import re

from policy.crates_io import categories, reserved_names
from policy.crates_io.categories import SLUGS
from policy.crates_io.reserved_names import is_reserved

DATE = re.compile(r"20\d\d-\d\d-\d\d")


def test_the_lists_are_dated_and_whole() -> None:
    assert DATE.fullmatch(categories.DATE)
    assert DATE.fullmatch(reserved_names.DATE)
    assert len(SLUGS) == 104
    assert all(slug == slug.lower() and " " not in slug for slug in SLUGS)
    assert {slug.rpartition("::")[0] for slug in SLUGS} - {""} <= SLUGS, "a category without the one above it"


def test_reserved_names_have_many_spellings() -> None:
    for name in ("std", "STD", "proc_macro", "proc-macro", "Compiler-Builtins", "com7"):
        assert is_reserved(name)
    for name in ("standard", "procmacro", "com10", ""):
        assert not is_reserved(name)
