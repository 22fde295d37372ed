"""The crate names that nobody may publish on crates.io."""

DATE = "2026-08-21"
"""When the list was taken from the migrations of crates.io's database; the live service may reserve more."""

_NAMES = """
    alloc arena ast aux builtins collections com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 compiler-builtins
    compiler-rt compiletest con core coretest debug driver flate fmt_macros grammar graphviz lpt0 lpt1 lpt2 lpt3
    lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 macro macros nul prn proc_macro rbml rust-installer rustbook rustc rustc_back
    rustc_borrowck rustc_driver rustc_llvm rustc_resolve rustc_trans rustc_typeck rustdoc rustllvm rustuv
    serialize std syntax test unicode
"""


def canonical(name: str) -> str:
    """Return the form in which crates.io compares names: lower case, with `_` for `-`."""
    return name.lower().replace("-", "_")


_CANONICAL = frozenset(canonical(name) for name in _NAMES.split())


def is_reserved(name: str) -> bool:
    """Whether `name`, in any spelling, is reserved."""
    return canonical(name) in _CANONICAL
