"""Runs `musicrec` and kills it with SIGKILL as it comes to a file; no part of it is replaced.

`python killed_at.py FILE TIMES ARGUMENTS…` dies just before the file whose path ends in FILE is
opened for writing, renamed to or removed, the TIMES-th time: the same moment on every machine.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from typing import Any

_, file, times, *arguments = sys.argv
left = int(times)


def watch(event: str, details: tuple[Any, ...]) -> None:
    """Count what happens to the file, and die."""
    global left
    if (event == "open" and "w" in str(details[1])) or event == "os.remove":
        path = details[0]
    elif event == "os.rename":
        path = details[1]
    else:
        return
    if str(path).endswith(file):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


sys.addaudithook(watch)
sys.argv[1:] = arguments
runpy.run_module("musicrec.cli.main", run_name="__main__", alter_sys=True)
