"""A process that has imported the commands once and runs each `coach` in a fork of itself: importing takes longer than
most commands. What a command gets is its own all the same: process, arguments, environment, folder, output."""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parent.parent.parent
MOST = 1 << 20
HEAVY = ("anthropic", "coaching_mcp.server")


def run_warm(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float) -> tuple[int, str, str]:
    """The exit code of `coach` with these arguments, and what it wrote to stdout and stderr."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
            line.connect(_warm())
            line.settimeout(timeout)
            asked = json.dumps({"arguments": arguments, "cwd": str(cwd), "env": dict(env)}).encode()
            socket.send_fds(line, [asked], [out.fileno(), err.fileno()])
            told = line.recv(16)
        written = [_read(stream.fileno()) for stream in (out, err)]
    if not told:
        raise RuntimeError("the warm process has died")
    return int(told), *written


def _read(descriptor: int) -> str:
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        stream.seek(0)
        return stream.read().decode().replace("\r\n", "\n")


@cache
def _warm() -> str:
    """Where the warm process of this process listens; it ends with us."""
    folder = tempfile.TemporaryDirectory(prefix="coach-warm-")
    address = f"{folder.name}/line"
    # Nothing of our own environment is in it, as each command brings its own.
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHONPATH": str(ROOT), "HOME": folder.name}
    command = [sys.executable, "-m", "tests.coaching_mcp.warm", address]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, env=environment, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"warm\n"
    process.stdout.close()
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:
            process.kill()
            process.wait()
            folder.cleanup()

    atexit.register(end)
    return address


def _serve(address: str) -> None:
    from coaching_mcp.boundary import COMMANDS

    for name in (*{place.partition(":")[0] for place in COMMANDS.values()}, *HEAVY):
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(address)
        listening.listen(64)
        os.write(1, b"warm\n")
        while True:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(line)
            line.close()


def _answer(line: socket.socket) -> NoReturn:
    """Run one command in a process of its own and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked, descriptors, _, _ = socket.recv_fds(line, MOST, 2)
    command = os.fork()
    if command == 0:
        line.close()
        _become_coach(json.loads(asked), descriptors)
    _, status = os.waitpid(command, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become_coach(asked: Mapping[str, object], descriptors: Sequence[int]) -> NoReturn:
    from coaching_mcp.cli import main

    os.setsid()
    os.chdir(str(asked["cwd"]))
    os.environ.clear()  # noqa: TID251 (the environment of a new process)
    os.environ.update(dict(asked["env"]))  # type: ignore[call-overload]  # noqa: TID251
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, number in zip(descriptors, (1, 2), strict=True):
        os.dup2(descriptor, number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["coach", *map(str, asked["arguments"])]  # type: ignore[call-overload]
    os._exit(_exit_code(main))


def _exit_code(main: object) -> int:
    """As Python ends: the code, or 1 with a sentence or a stack trace; and what is still in the buffers is written."""
    code: object = 1
    try:
        code = main()  # type: ignore[operator]
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 (the end of a process)
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    _serve(sys.argv[1])
