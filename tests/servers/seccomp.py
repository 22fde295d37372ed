"""System calls that the kernel refuses to one program, or kills it for: what a container's profile does, and a power
cut at a chosen moment.
"""

import json
import os
import sys

from credprovider.kernel_keyring import _NUMBERS

ADD_KEY, KEYCTL = 0, 1
KILL = 0x8000_0000

_LAUNCHER = """
import ctypes, json, os, sys
call, first, action = json.loads(sys.argv[1])
steps = [(0x20, 0, 0, 0)]  # load the number of the call
if first is None:
    steps += [(0x15, 0, 1, call)]
else:
    steps += [(0x15, 0, 3, call), (0x20, 0, 0, 16), (0x15, 0, 1, first)]  # load its first argument
steps += [(0x06, 0, 0, action), (0x06, 0, 0, 0x7FFF0000)]
class Step(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint)]
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step))]
program = Program(len(steps), (Step * len(steps))(*(Step(*step) for step in steps)))
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(38, 1, 0, 0, 0) or prctl(22, 2, ctypes.byref(program), 0, 0):
    sys.exit(f"seccomp: errno {ctypes.get_errno()}")
os.execvp(sys.argv[2], sys.argv[2:])
"""


def refusing(call: int, action: int, *, operation: int | None = None) -> tuple[str, ...]:
    """Return the words to start a program through, to which the system call (ADD_KEY or KEYCTL) is refused.

    action: the errno that it gets, or KILL. operation: only for this operation of keyctl.
    """
    number = _NUMBERS[os.uname().machine][call]
    verdict = action if action == KILL else 0x0005_0000 | action
    return (sys.executable, "-I", "-c", _LAUNCHER, json.dumps([number, operation, verdict]))
