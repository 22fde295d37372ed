"""What a person is shown when a login waits for them at the identity provider."""

from credprovider.vault.auth.person import Person
from credprovider.vault.oidc.authorization import Authorization
from credprovider.vault.oidc.browser import open_browser
from credprovider.visible import visible


def invite(person: Person, begun: Authorization, where: str) -> None:
    """Show where the login is done, and open it in a browser where there is one. where: `Vault at https://...`."""
    opened = open_browser(begun.url)
    how = "a browser opens with this page; otherwise open it yourself" if opened else "open this page in a browser"
    person.sees(f"To log in to {where}, {how}:", "", f"    {visible(begun.url, len(begun.url))}", "")
    if begun.user_code:
        person.sees(f"and enter the code {begun.user_code} there.")
    person.sees("Waiting for the login; Ctrl-C ends that.")
