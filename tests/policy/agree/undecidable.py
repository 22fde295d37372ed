"""Failures of cargo that no file decides: the content of a registry, a token, the compiler, the network."""

import re

SENTENCES = (
    "no matching package",  # the registry does not hold it
    "failed to select a version",
    "` in registry `",  # `could not find` a crate there
    "no token found",
    "please provide a non-empty token",
    "cargo-credential",
    "failed to download",
    "failed to query replaced source",
    "failed to fetch",
    "Could not connect to server",
    "attempting to make an HTTP request, but --offline was specified",
    "failed to update registry",
    "already exists on",
    "because --locked was passed to prevent this",
    "because --frozen was passed to prevent this",
    "because --offline",
    "For more information, try '--help'",  # the shape of the command line, which is not looked at
    "could not compile `",
    "failed to get a 200 OK response",
    "does not have these features",  # of a crate in a registry
    "patch location `registry `",  # what a registry holds is to stand in for another's
    "config.json not found in registry",  # which is asked only with a network, and kept
    "status code 401",
    "status 401",
    "/credentials.toml`",  # which holds secrets: nothing is said of what it holds
    "has overflowed its stack",  # it dies instead of refusing
)
AT_RANDOM = (
    "no source location specified for",  # of several sources with a mistake cargo tells any
    "that source is already defined by",
)
_ANY = re.compile("|".join(map(re.escape, SENTENCES)))


def is_undecidable(said: str) -> bool:
    """Whether cargo's standard error names a reason of these kinds."""
    return _ANY.search(said) is not None


def is_chosen_at_random(said: str) -> bool:
    """Whether a message of cargo's names a mistake of which there can be several, in no order."""
    return any(sentence in said for sentence in AT_RANDOM)
