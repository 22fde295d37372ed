"""What Vault says about the token that we come with. Imported only after a 403."""

from credprovider.vault.client import Client

_BY_POLICY = "1 error occurred"  # how Vault begins when a policy refuses, and not when it does not know the token


def own_token_status(client: Client) -> int:
    """Return 403 when Vault does not know the token of `client` any more, and 200 when it does, also where its policies
    do not let it look itself up. Raises VaultFailure.

    With inline auth there is no such token: the login was good, as its own refusals are told apart before, and the
    secret_id that may be good for one login is spent.

    Source: OpenBao 2.6.2: the words of both refusals.
    """
    if client.logs_in_inline:
        return 200
    answer = client.get("auth/token/lookup-self")
    by_policy = answer.status == 403 and any(_BY_POLICY in word for word in answer.words())
    return 200 if by_policy else answer.status
