"""Where a login is and by what it is made, as the commands show it."""

from credprovider.vault.session import Session
from credprovider.visible import visible


def shown_place(session: Session) -> list[str]:
    """Return the lines that name the Vault, the namespace, the method with its mount, and the role; safe to print."""
    method, namespace = session.method, session.config.namespace
    name = method.text("method") or "token"
    mounted = f", at auth/{visible(method.mount)}" if method.keeps else ""
    role = f", role {visible(method.text('role'), 100)}" if method.text("role") else ""
    return [
        f"  address   {session.config.address}",
        *([f"  namespace {visible(namespace, 100)}"] if namespace else []),
        f"  method    {visible(name)}{mounted}{role}",
    ]
