"""A process that has imported the commands once and runs each program in a fork of itself: importing takes longer than
most commands. What a program gets is its own all the same: process, arguments, environment, folder, output."""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parent.parent.parent
MOST = 1 << 20
HEAVY = ("anthropic", "coaching_mcp.server")
COACH = "coaching_mcp.cli"


def run_warm(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float) -> tuple[int, str, str]:
    """The exit code of `coach` with these arguments, and what it wrote to stdout and stderr."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with _asked(COACH, arguments, cwd=cwd, env=env, out=out.fileno(), err=err.fileno()) as line:
            line.settimeout(timeout)
            line.recv(16)
            told = line.recv(16)
        written = [_read(stream.fileno()) for stream in (out, err)]
    if not told:
        raise RuntimeError("the warm process has died")
    return int(told), *written


class WarmProcess:
    """A program that runs in a fork, used as one of asyncio's processes is used."""

    def __init__(
        self, line: socket.socket, pid: int, stdout: asyncio.StreamReader, stderr: asyncio.StreamReader
    ) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdout, self.stderr = stdout, stderr
        self._ending = asyncio.create_task(self._end(line))

    async def _end(self, line: socket.socket) -> int:
        with line:
            told = await asyncio.get_running_loop().sock_recv(line, 16)
        self.returncode = int(told)
        return self.returncode

    async def wait(self) -> int:
        return await asyncio.shield(self._ending)

    async def communicate(self) -> tuple[bytes, bytes]:
        """The rest of what it writes, when it has ended."""
        async with asyncio.TaskGroup() as group:
            said = [group.create_task(stream.read()) for stream in (self.stdout, self.stderr)]
        await self.wait()
        return said[0].result(), said[1].result()

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def start_warm(module: str, *arguments: str, cwd: Path, env: Mapping[str, str]) -> WarmProcess:
    """`python -m module …`, without waiting for its end."""
    (stdout, out), (stderr, err) = [await _pipe() for _ in range(2)]
    line = _asked(module, arguments, cwd=cwd, env=env, out=out, err=err)
    os.close(out)
    os.close(err)
    line.settimeout(0)
    pid = int(await asyncio.get_running_loop().sock_recv(line, 16))
    return WarmProcess(line, pid, stdout, stderr)


async def _pipe() -> tuple[asyncio.StreamReader, int]:
    reading, writing = os.pipe()
    stream = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(reading, "rb", 0)
    )
    return stream, writing


def _asked(
    module: str, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], out: int, err: int
) -> socket.socket:
    """The line on which the warm process says the number of the new process, and how it ended."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.connect(_warm())
    asked = {"module": module, "arguments": [*map(str, arguments)], "cwd": str(cwd), "env": dict(env)}
    socket.send_fds(line, [json.dumps(asked).encode()], [out, err])
    return line


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
    """Run one program in a process of its own; tell its number, and then how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked, descriptors, _, _ = socket.recv_fds(line, MOST, 2)
    command = os.fork()
    if command == 0:
        line.close()
        _become(json.loads(asked), descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    with suppress(BrokenPipeError):
        line.send(str(command).encode())
    _, status = os.waitpid(command, 0)
    with suppress(BrokenPipeError):
        line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(asked: Mapping[str, object], descriptors: Sequence[int]) -> NoReturn:
    os.setsid()
    os.chdir(str(asked["cwd"]))
    os.environ.clear()  # noqa: TID251 (the environment of a new process)
    os.environ.update(dict(asked["env"]))  # type: ignore[call-overload]  # noqa: TID251
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, number in zip(descriptors, (1, 2), strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["coach", *asked["arguments"]]  # type: ignore[misc]
    os._exit(_exit_code(str(asked["module"])))


def _exit_code(module: str) -> int:
    """As Python ends: the code, or 1 with a sentence or a stack trace; and what is still in the buffers is written."""
    code: object = None
    try:
        runpy.run_module(module, run_name="__main__")
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 (the end of a process)
        code = 1
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    _serve(sys.argv[1])
