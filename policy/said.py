"""cargo's sentences, for a finding that has its place beside it."""

from policy.cargo.refusal import Refusal


def without_place(sentence: str, refusal: Refusal) -> str:
    """Return `sentence` without the file that the finding is in, which cargo names and a finding shows anyway."""
    path = refusal.place.path
    for words in (
        f" (in {path})",
        f"error in {path}: ",
        f" in {path}",
        f" in `{path}`",
        f" in `{path}",
        f" from `{path}`",
    ):
        sentence = sentence.replace(words, "")
    return sentence
