"""Variables in the values of cargo's config: cargo expands none and takes each as it stands."""


def holds_variable(text: str) -> bool:
    """Return whether `text` is meant to be filled in: `${NAME}`, `$NAME`, `$(command)`, `env:NAME`, `{{ name }}`.

    A dollar sign alone is none, nor is one in the middle of a word: a password may hold it.
    """
    if "${" in text or "$(" in text or "{{" in text:
        return True
    if "$" not in text and "env:" not in text:
        return False
    import re  # only a value with such a sign pays for it

    return re.search(r"(?:^|[\s/\\:@=.-])\$[A-Za-z_]\w*(?=$|[\s/\\:@?.-])|(?:^|\s)env:\w", text) is not None
