"""Vault's timestamps: UTC with nine digits of a second and a Z."""

import time
from datetime import UTC, datetime


def timestamp(moment: float | None = None) -> str:
    """Return a moment, by default now, as Vault writes it; seconds since 1970."""
    at = time.time() if moment is None else moment
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"
