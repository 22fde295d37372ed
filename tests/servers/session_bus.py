"""A private D-Bus session bus, and the broken ones: no bus behind the address, a bus that never answers."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

from tests.servers.processes import Child, bare_environment

# The system's own session.conf would let the bus start a keyring, or anything else, as soon as it is asked for.
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@contextlib.contextmanager
def private_bus(home: Path) -> Iterator[str]:
    """Run a bus with nobody on it until the block ends; yield its address."""
    config = home / "bus.conf"
    config.write_text(CONFIG.format(socket=home / "bus"))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"]
    environment = bare_environment(home)
    with Child(command, environment=environment, directory=home, name="dbus-daemon", speaks=True) as child:
        yield child.first_line()


@contextlib.contextmanager
def stuck_bus(home: Path) -> Iterator[str]:
    """Listen at a bus address, accept connections and never say a word; yield the address."""
    path = home / "stuck-bus"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(64)
        yield f"unix:path={path}"


def dead_bus(home: Path) -> str:
    """Return the address of a bus that does not exist."""
    return f"unix:path={home / 'no-bus-here'}"
