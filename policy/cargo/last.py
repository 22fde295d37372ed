"""An answer that is kept as long as the same is asked."""

from collections.abc import Callable
from typing import TypeVar

from policy.cargo.refusal import CargoError

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def last(work: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Keep what `work` returned, or the CargoError that it raised, for the object that it was last asked about.

    What is the same for all registries of a config is thus worked out once, and not for each of thousands.
    """
    asked: Asked | None = None
    answer: Answer | CargoError

    def kept(about: Asked) -> Answer:
        nonlocal asked, answer
        if about is not asked:
            try:
                answer = work(about)
            except CargoError as error:
                answer = error
            asked = about
        if isinstance(answer, CargoError):
            raise answer.with_traceback(None)  # which would grow with every raise
        return answer

    kept.__doc__ = work.__doc__
    return kept
