"""Where tasks run: on the workers of a dask cluster, an ordinary scheduler and ordinary workers.

Workers need this package, the students' packages and bubblewrap, and no course folder: a submission travels as bytes,
a grader once to each worker, a record comes back. The coordinator stays the only one that writes.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from autograder.batch import remote
from autograder.batch.executor import Result, Running
from autograder.batch.worker import Task
from autograder.errors import MachineError
from autograder.grading import Grader
from autograder.record.model import NotebookRecord

CONNECT_SECONDS = 20
LOCAL = "local:"
#: What dask takes for an address; it hangs on to what is none.
REMOTE = re.compile(r"[a-z]+://[^\s/]+:[0-9]+")
#: Notebooks that wait at the cluster beyond those at work, so that no worker waits for the coordinator.
AHEAD = 2


class Cluster:
    """A dask cluster by the address of its scheduler, or `local:N` for N workers on this machine."""

    def __init__(
        self,
        address: str,
        student_packages: tuple[str, ...],
        graders: Sequence[Grader],
        tell: Callable[[str], None],
        *,
        trust: bool = False,
    ) -> None:
        """`tell` is given one sentence for every worker that can take no work."""
        self.address = address
        self.graders = tuple(graders)
        self.terms = remote.Terms.of(self.graders, student_packages, trust)
        self.tell = tell

    @property
    def workers(self) -> int:
        """Notebooks at a time: those that the pool of the running call has room for."""
        return self._pool.room()

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Every task with its record, as they end. What a dead worker was at is tried again, elsewhere."""
        yield from Running(self, iter(tasks)).through()

    def pool(self) -> ClusterPool:
        """A connection to the cluster; raises MachineError without one, or without a worker that can grade."""
        self._pool = ClusterPool(self)
        return self._pool

    def give_back(self, pool: ClusterPool) -> None:
        """End a connection; the workers of the cluster stay as they are."""
        pool.stop()


class ClusterPool:
    """A connection to the cluster, in the place of a pool of processes."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._stack = contextlib.ExitStack()
        self._client = _connected(cluster.address, self._stack)
        self._client.run_on_scheduler(_give_up_at_once)
        self._sent = {grader: self._send(grader) for grader in range(len(cluster.graders))}
        self._threads: dict[str, int] = {}
        self._refused: set[str] = set()
        if not self.room():
            self.stop()
            raise MachineError(f"No worker of the cluster {cluster.address} can grade.")

    def room(self) -> int:
        """Notebooks that the workers of this moment can be at, and a few that wait."""
        there: dict[str, int] = self._client.nthreads()
        new = [address for address in there if address not in self._threads and address not in self._refused]
        if new:
            self._examine(new, there)
        self._threads = {address: n for address, n in self._threads.items() if address in there}
        return sum(self._threads.values()) + AHEAD if self._threads else 0

    def schedule(self, _function: Any, *, args: Sequence[Any], **_limits: float) -> Future[NotebookRecord]:
        """Send a task to one of the workers that can grade; its time is kept there."""
        (task,) = args
        number = self._cluster.graders.index(task.grader)
        if self._sent[number].status != "finished":
            self._sent[number] = self._send(number)
        if not self._threads:
            raise RuntimeError("no worker is left that can grade")
        future = self._client.submit(
            remote.grade,
            self._sent[number],
            task.submission,
            task.attempt,
            self._cluster.terms,
            max(self._threads.values()),
            workers=list(self._threads),
            pure=False,
        )
        return _as_future(future)

    def stop(self) -> None:
        """Take back what was sent and is not done; workers that this made end, others stay as they are."""
        with contextlib.suppress(Exception):  # a worker that is gone needs no end
            self._client.run(remote.close, self._cluster.terms, workers=list(self._threads), on_error="ignore")
        self._stack.close()

    def join(self) -> None:
        """Nothing is left to wait for."""

    def _send(self, number: int) -> Any:
        return self._client.scatter(self._cluster.graders[number], broadcast=True, hash=False)

    def _examine(self, new: list[str], there: dict[str, int]) -> None:
        """Ask new workers whether they can grade, and tell of those that cannot."""
        terms, graders = self._cluster.terms, self._cluster.graders
        found = self._client.run(remote.refusal, terms, graders, workers=new, on_error="return")
        for address, why in found.items():
            if why == "":
                self._threads[address] = there[address]
                continue
            self._refused.add(address)
            reason = why if isinstance(why, str) else f"{type(why).__name__}: {why}"
            self._cluster.tell(f"The worker {address} gets no work: {reason.rstrip('.')}.")


def _connected(address: str, stack: contextlib.ExitStack) -> Any:
    """A client of the scheduler at this address, closed with the stack."""
    try:
        import distributed  # noqa: PLC0415
    except ImportError:
        raise MachineError("Grading on a cluster needs dask: pip install 'backprop-course[cluster]'.") from None
    number = address.removeprefix(LOCAL) if address.startswith(LOCAL) else ""
    if not (number.isdecimal() and int(number)) and not REMOTE.fullmatch(address):
        raise MachineError(f"{address!r} is no cluster: write local:2 for two workers, or tcp://host:port.")
    if number:
        cluster = distributed.LocalCluster(n_workers=int(number), threads_per_worker=1, dashboard_address=None)
        address = stack.enter_context(cluster).scheduler_address
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as problem:
        raise MachineError(f"There is no dask scheduler at {address} ({type(problem).__name__}).") from problem
    return stack.enter_context(client)


def _give_up_at_once(dask_scheduler: Any) -> None:
    """A task whose worker died comes back to the coordinator, which counts the attempts and draws other inputs."""
    dask_scheduler.allowed_failures = 0


def _as_future(dask_future: Any) -> Future[NotebookRecord]:
    """A future of the standard library that ends as dask's does."""
    future: Future[NotebookRecord] = Future()
    future.set_running_or_notify_cancel()

    def done(ended: Any) -> None:
        problem = CancelledError("the cluster took it back") if ended.cancelled() else ended.exception()
        if problem is None:
            future.set_result(ended.result())
        else:
            future.set_exception(_lost(problem))

    dask_future.add_done_callback(done)
    return future


def _lost(problem: BaseException) -> BaseException:
    """What dask says of a worker that died, as the pools of this machine say it."""
    return BrokenProcessPool(str(problem)) if type(problem).__name__ == "KilledWorker" else problem
