"""Making a scene smaller, as long as it still shows the same."""

from collections.abc import Callable, Iterator
from typing import Any

import tomli

from tests.policy.agree.scene import Scene
from tests.policy.agree.toml_text import toml_text

Check = Callable[[Scene], bool]


def shrunk(scene: Scene, shows: Check, is_time: Callable[[], bool]) -> Scene:
    """Return the smallest scene that was found for which `shows` still says yes, while there is time."""
    changed = True
    while changed:
        changed = False
        for smaller in _smaller(scene):
            if not is_time():
                return scene
            if shows(smaller):
                scene, changed = smaller, True
                break
    return scene


def _smaller(scene: Scene) -> Iterator[Scene]:
    """Yield scenes with a little less: the largest pieces first."""
    for name in scene.home:
        yield scene._replace(home=_without(scene.home, name))
    for name in sorted(scene.files, reverse=True):
        yield scene._replace(files=_without(scene.files, name))
    for name in scene.environment:
        yield scene._replace(environment=_without(scene.environment, name))
    for at in range(1, len(scene.arguments)):
        for width in (2, 1):
            yield scene._replace(arguments=(*scene.arguments[:at], *scene.arguments[at + width :]))
    for name, text in scene.home.items():
        for shorter in _texts(text):
            yield scene._replace(home={**scene.home, name: shorter})
    for name, text in scene.files.items():
        for shorter in _texts(text) if name.endswith((".toml", ".lock", "config")) else ():
            yield scene._replace(files={**scene.files, name: shorter})


def _texts(text: str) -> Iterator[str]:
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    for smaller in _values(data):
        yield toml_text(smaller)


def _values(value: Any) -> Iterator[Any]:
    """Yield what a table or an array looks like without one of its entries, at any depth."""
    if isinstance(value, dict):
        for name in value:
            yield _without(value, name)
        for name, item in value.items():
            for smaller in _values(item):
                yield {**value, name: smaller}
    elif isinstance(value, list):
        for at in range(len(value)):
            yield value[:at] + value[at + 1 :]


def _without(table: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != name}
