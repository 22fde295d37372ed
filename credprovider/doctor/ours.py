"""Which of the providers that cargo asks is this one."""

from credprovider.named_provider import NamedProvider
from policy.cargo.credential_provider import Provider


def is_ours(provider: Provider) -> bool:
    """Whether a provider is this program, by whichever path."""
    return NamedProvider(provider.program, provider.args).is_ours


def first_of_ours(providers: tuple[Provider, ...]) -> int | None:
    """Return the index of the first of `providers` that is this program, None where none is."""
    return next((number for number, provider in enumerate(providers) if is_ours(provider)), None)
