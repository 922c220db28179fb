"""Replications on the workers of a `dask.distributed` cluster, through the same interface."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from sim.errors import SurroundingsError
from sim.experiment.jobs import MOST_WORKERS, Crew
from sim.experiment.run_store import model_version

P = ParamSpec("P")
T = TypeVar("T")

SECONDS_TO_ANSWER = 10


def cluster_crew(address: str, workers: int | None = None) -> Crew:
    """Return a crew of the cluster's workers: all of their threads, or so many.

    Raises SurroundingsError when `distributed` is not installed, nothing answers at the address,
    the cluster has no workers, or one of them has another version of the model.
    """
    with Cluster(address) as cluster:
        threads = cluster.threads()
    return Crew(min(workers or threads, MOST_WORKERS), partial(_connected, address))


def _connected(address: str, _: int) -> Executor:
    return Cluster(address)


class Cluster(Executor):
    """Hands tasks to a cluster; a task whose workers are lost breaks it, as in a process pool."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = _client(address)
        self._threads = self._client.get_executor(pure=False, retries=0)

    def threads(self) -> int:
        """Return how many tasks the cluster works on at a time; raises SurroundingsError."""
        versions = self._client.run(model_version)
        if not versions:
            raise SurroundingsError(f"the cluster at {self.address} has no workers")
        others = sorted(one for one, found in versions.items() if found != model_version())
        if others:
            raise SurroundingsError(
                f"{len(others)} workers of the cluster at {self.address} have another version of "
                f"the model or of its packages, first {others[0]}; install the same on all"
            )
        return int(sum(self._client.nthreads().values()))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        from distributed import KilledWorker

        inner = self._threads.submit(fn, *args, **kwargs)
        outer: Future[T] = Future()

        def settle(done: Future[T]) -> None:
            error = BrokenExecutor("cancelled") if done.cancelled() else done.exception()
            if isinstance(error, KilledWorker):
                error = BrokenExecutor(str(error))
            outer.set_exception(error) if error else outer.set_result(done.result())

        inner.add_done_callback(settle)
        return outer

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._threads.shutdown(wait=False)
        self._client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise SurroundingsError(
            "--dask needs the package distributed: pip install 'trans-caspian-sim[dask]'"
        ) from None
    try:
        return Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SurroundingsError(f"no cluster answers at {address}: {error}") from None
