"""Confine this process before it opens what a stranger sent: bounded work and memory, no files, no network, no others.

A decoder that is taken over by what it decodes can then spoil its own answer and nothing else: it can open no key
file, reach no database, start no program. Memory, time and the two pipes are all that it has.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Sequence
from typing import Final

CPU_SECONDS: Final = 30
MEMORY: Final = 1024 * 1024 * 1024  # bytes of address space
OPEN_FILES: Final = 64

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # refused with EPERM
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in what the filter is shown
_X86_64, _AARCH64 = 0xC000003E, 0xC00000B7

_CALLS: Final = {
    # name: number on x86-64, on arm64
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "sched_yield": (24, 124),
}


class CannotConfine(Exception):
    """The system does not let itself be given up; nothing of a stranger's is opened then."""


def confine() -> None:
    """Raises CannotConfine, ValueError, OSError."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    column = {"x86_64": 0, "aarch64": 1}.get(platform.machine())
    if sys.platform != "linux" or column is None:
        return
    architecture = (_X86_64, _AARCH64)[column]
    _filter(_program(architecture, [numbers[column] for numbers in _CALLS.values()]))


def _program(architecture: int, allowed: Sequence[int]) -> bytes:
    """Allow these calls of this architecture, refuse every other, kill whoever calls by another architecture."""
    steps = [
        _step(_LOAD, 0, 0, _ARCHITECTURE),
        _step(_EQUAL, 1, 0, architecture),
        _step(_RETURN, 0, 0, _KILL),
        _step(_LOAD, 0, 0, _NUMBER),
    ]
    for number in allowed:
        steps += [_step(_EQUAL, 0, 1, number), _step(_RETURN, 0, 0, _ALLOW)]
    return b"".join([*steps, _step(_RETURN, 0, 0, _REFUSE)])


def _step(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _filter(program: bytes) -> None:
    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    library = ctypes.CDLL(None, use_errno=True)
    given = Filter(len(program) // 8, program)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or library.prctl(
        _SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0
    ):
        raise CannotConfine(os.strerror(ctypes.get_errno()))
