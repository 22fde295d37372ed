"""A stand-in for the person's editor, which some providers start to ask for a token: the kit opens no real one."""

from pathlib import Path

from credprovider.conformance.start import Start, write_program


class Editor:
    """An editor that writes down that it was started, and changes nothing.

    folder: for its files. start: how a provider is started so that it finds this editor.
    """

    def __init__(self, folder: Path) -> None:
        self._mark = folder / "editor-was-started"
        self._mark.unlink(missing_ok=True)
        path = folder / "editor"
        write_program(path, ["touch", str(self._mark)])
        self.start = Start(changes={"EDITOR": str(path), "VISUAL": str(path)})

    def was_started(self) -> bool:
        """Return whether a provider has started it."""
        return self._mark.exists()
