"""Have a document opened and made anew by a child that may be lost; never in the process that holds keys."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

import api
from api.inspection.child import CLEAN
from api.inspection.problems import Problem, Unreadable
from domain.vocabulary import MediaType
from eventstore.errors import Overloaded

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2  # children
PATIENCE: Final = 60.0  # seconds for one document; a child gives up earlier by its own clock of work done
QUEUE: Final = 30.0  # seconds to wait for one's turn
LARGEST_CLEAN: Final = 32 * 1024 * 1024  # bytes
_PIECE: Final = 1024 * 1024
_ROOT: Final = str(Path(api.__file__).parents[1])
_PROGRAM: Final = (sys.executable, "-s", "-P", "-B", "-m", "api.inspection.child")


class Inspector:
    """Opens documents, a few at a time."""

    def __init__(self, *, patience: float = PATIENCE, queue: float = QUEUE) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._patience = patience
        self._queue = queue

    async def cleaned(self, content: bytes, media_type: MediaType) -> bytes:
        """The document without what it carried along. Raises Unreadable; Overloaded when its turn does not come."""
        try:
            async with asyncio.timeout(self._queue):
                await self._turns.acquire()
        except TimeoutError:
            raise Overloaded from None
        try:
            async with asyncio.timeout(self._patience):
                answer = await _answer(content, media_type)
        except TimeoutError:
            raise Unreadable(Problem.TOO_INTRICATE) from None
        finally:
            self._turns.release()
        return _judged(answer)


async def _answer(content: bytes, media_type: MediaType) -> bytes:
    """What a child says, as far as it may say it. The child is gone when this returns."""
    process = await asyncio.create_subprocess_exec(
        *_PROGRAM,
        media_type.value,
        env={"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8"},  # and none of the secrets that ours may hold
        cwd="/",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    feeding = asyncio.ensure_future(_feed(process.stdin, content))
    try:
        answer = await _capped(process.stdout)
        await process.wait()
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())
        raise
    finally:
        feeding.cancel()
    return answer


async def _feed(pipe: asyncio.StreamWriter, content: bytes) -> None:
    with suppress(ConnectionError):  # a child that has seen enough closes its end
        pipe.write(content)
        await pipe.drain()
    pipe.close()


async def _capped(pipe: asyncio.StreamReader) -> bytes:
    """All of it. Raises Unreadable: what a child says may be anything, and any amount of it."""
    said = bytearray()
    while piece := await pipe.read(_PIECE):
        said += piece
        if len(said) > LARGEST_CLEAN:
            raise Unreadable(Problem.TOO_INTRICATE)
    return bytes(said)


def _judged(answer: bytes) -> bytes:
    line, _, result = answer.partition(b"\n")
    if line == CLEAN.encode():
        return result
    try:
        problem = Problem(line.decode())
    except ValueError:  # it was killed for using too much, or broke
        problem = Problem.TOO_INTRICATE
    raise Unreadable(problem)
