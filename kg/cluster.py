"""Spreads work over the workers of a Dask scheduler, as `parallel` does over processes of this machine.

The scheduler sees to lost workers: what one was doing is given to another.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from kg.errors import InputError, WorkerError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["unordered"]

T = TypeVar("T")
R = TypeVar("R")

#: How often a piece is tried again that failed, not for a reason of ours but of its machine's: a full disk, a network.
_RETRIES = 2
#: Seconds: to find the scheduler, to look whether there are workers, and to wait for one where there is none.
_CONNECTING, _GLANCE, _PATIENCE = 10, 5, 300


def unordered(
    work: Callable[[T], R], pieces: Iterable[T], scheduler: str, *, patience: float = _PATIENCE
) -> Iterator[R]:
    """Give what `work` makes of each piece, in the order in which it is done, by the workers of that scheduler.

    `work` must be importable there, and must do no harm when it is done twice. What it raises is raised here, and the
    rest is left undone.

    Raises:
        InputError: if Dask is not installed, or no scheduler answers at that address (`tcp://host:8786`).
        WorkerError: if the scheduler is lost, all workers are for `patience` seconds, or one piece has cost several.

    """
    left = enumerate(pieces)
    run = uuid4().hex[:8]
    waiting: set[Any] = set()
    with _client(scheduler) as client:
        try:
            ready = next(left, None)
            while ready or waiting:
                # One for each thread: more would be bound to workers that are busy when others have nothing to do.
                while ready and len(waiting) < max(_threads(client), 1):
                    number, piece = ready
                    waiting.add(client.submit(work, piece, key=f"kg-{run}-{number}", retries=_RETRIES, pure=False))
                    ready = next(left, None)  # which is made before anybody waits for it
                for future in _done(client, waiting, patience):
                    waiting.discard(future)
                    yield _result(future)
        finally:
            _leave(client, waiting)


@contextlib.contextmanager
def _client(scheduler: str) -> Iterator[Client]:
    try:
        from distributed import Client  # noqa: PLC0415 - of the extra [dask]
    except ImportError as error:
        raise InputError(
            "a scheduler needs Dask, which is not installed", advice="pip install 'smart-policing-kg[dask]'"
        ) from error
    try:
        client = Client(scheduler, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no scheduler answers at {scheduler}: {error}", advice="`dask scheduler` starts one and says where it is"
        ) from error
    try:
        yield client
    finally:
        client.close()


def _threads(client: Client) -> int:
    """How many pieces the workers that are there now do at a time."""
    try:
        return sum(client.nthreads().values())
    except OSError as error:
        raise _lost() from error


def _done(client: Client, waiting: set[Any], patience: float) -> set[Any]:
    """Wait until some of the work is done, as long as there are workers."""
    from distributed import CancelledError, wait  # noqa: PLC0415 - as above

    until = time.monotonic() + patience
    while True:
        try:
            with client.as_current():
                done: set[Any] = wait(waiting, timeout=_GLANCE, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            if _threads(client):
                until = time.monotonic() + patience
            elif time.monotonic() >= until:
                raise WorkerError(
                    f"the scheduler has had no worker for {patience:g} s; what is done is kept: start workers and "
                    "build again"
                ) from None
        except CancelledError as error:
            raise _lost() from error
        else:
            return done


def _result(future: Any) -> Any:  # noqa: ANN401 - whatever the work gives
    from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - as above

    try:
        return future.result()
    except KilledWorker as error:
        raise WorkerError(
            "one piece of work has cost several workers, each ended from outside, perhaps for want of memory; what is "
            "done is kept: give them more memory, or take shorter abstracts (--longest)"
        ) from error
    except CancelledError as error:
        raise _lost() from error


def _lost() -> WorkerError:
    return WorkerError("the scheduler is lost; what is done is kept: start it and build again")


def _leave(client: Client, waiting: set[Any]) -> None:
    """Take back what was given out and is not wanted any more."""
    if waiting and client.status == "running":
        client.cancel(list(waiting), force=True)
