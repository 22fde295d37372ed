"""What Vault says about the token that we come with. Imported only after a 403."""

from credprovider.vault.client import Answer, Client

_BY_POLICY = "1 error occurred"  # how Vault begins when a policy refuses, and not when it does not know the token


def own_token_status(client: Client, refusal: Answer) -> int:
    """Return 403 when Vault does not know the token of `client` any more, and 200 when it does, also where its policies
    do not let it look itself up. refusal: the answer that makes us ask. Raises VaultFailure.

    Where the words of `refusal` say it already there is no further request: it could be the last that a token for so
    many requests is good for. Source of the words: OpenBao 2.6.2; HashiCorp Vault adds `invalid token` to the others.
    """
    if _is_by_policy(refusal):
        return 200
    answer = client.get("auth/token/lookup-self")
    return 200 if answer.status == 403 and _is_by_policy(answer) else answer.status


def _is_by_policy(answer: Answer) -> bool:
    return any(_BY_POLICY in word for word in answer.words())
