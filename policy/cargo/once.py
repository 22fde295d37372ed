"""A property that is worked out once for an object, and then is an ordinary attribute of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:  # noqa: N801 (as `property`)
        """As `functools.cached_property`, which locks around every first use up to Python 3.11.

        A check of a large workspace has hundreds of thousands of them.
        """

        def __init__(self, work: Callable[[Any], Any]) -> None:
            self._work = work
            self._name = work.__name__
            self.__doc__ = work.__doc__

        def __get__(self, owner: Any, kind: Any = None) -> Any:
            """Work it out; from then on the attribute hides this property."""
            if owner is None:
                return self
            value = owner.__dict__[self._name] = self._work(owner)
            return value


__all__ = ["once"]
