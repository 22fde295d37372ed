"""The identifiers of SPDX: those that the library `packaging` knows, and what crates.io's list has besides."""

from functools import lru_cache

COMMON = frozenset({"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense", "Zlib"})
"""The licences of nearly all crates, for which the library need not be imported."""

# fmt: off
LICENCES_BESIDES = frozenset({
    "Advanced-Cryptics-Dictionary", "ALGLIB-Documentation", "BOLA-1.1", "BSD-3-Clause-Tso", "BSD-Mark-Modifications",
    "Buddy", "CAPEC-tou", "ESA-PL-permissive-2.4", "ESA-PL-strong-copyleft-2.4", "ESA-PL-weak-copyleft-2.4",
    "GFDL-1.1-invariants", "GFDL-1.1-no-invariants", "GFDL-1.2-invariants", "GFDL-1.2-no-invariants",
    "GFDL-1.3-invariants", "GFDL-1.3-no-invariants", "HPND-sell-variant-critical-systems", "HPND-SMC",
    "hyphen-bulgarian", "ISO-permission", "MIT-STK", "MMPL-1.0.1", "NIST-PD-TNT", "NOASSERTION", "OpenMDW-1.0",
    "OSC-1.0", "OSSP", "ParaType-Free-Font-1.3", "SGMLUG-PM", "TekHVC", "UnRAR", "Vixie-Cron", "WordNet", "WTFNMFPL",
    "X11-no-permit-persons",
})
EXCEPTIONS_BESIDES = frozenset({
    "Classpath-exception-2.0-short", "kvirc-openssl-exception", "rsync-linking-exception",
    "Simple-Library-Usage-exception", "sqlitestudio-OpenSSL-exception",
})
# fmt: on
"""What is in the list of `spdx` 0.13.5, which is SPDX 3.28.0, and not in that of `packaging` 26, which is 3.27.0."""


def is_licence(name: str) -> bool:
    """Whether `name` is a licence, deprecated ones included; the case counts."""
    return name in COMMON or name in LICENCES_BESIDES or spelt(name) == name


def is_exception(name: str) -> bool:
    """Whether `name` is an exception, as it may follow WITH; the case counts."""
    return name in EXCEPTIONS_BESIDES or _canonical(f"MIT WITH {name}") == f"MIT WITH {name}"


def spelt(name: str) -> str:
    """Return a licence as the library's list spells it, whatever the case of `name`; "" where it is none."""
    return "" if name.lower().startswith("licenseref-") else _canonical(name)


@lru_cache(1024)
def _canonical(expression: str) -> str:
    """Return what the library makes of an identifier, or of an identifier with an exception; "" where it is none."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(expression)
    except InvalidLicenseExpression:
        return ""
