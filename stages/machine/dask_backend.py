"""joblib's Dask backend, which as it comes waits for ever on an item that Dask has given up."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from joblib._dask import DaskDistributedBackend


@dataclass(frozen=True)
class _GivenUp:
    error: BaseException


class DaskBackend(DaskDistributedBackend):  # type: ignore[misc]
    """The same, but an item that ends without a result raises why: KilledWorker, no such module.

    joblib 1.6 tells its caller of results only; an error of Dask itself stays in the future. And
    it works in this process where the cluster has one worker, though more may come.
    """

    def effective_n_jobs(self, n_jobs: int) -> int:
        """Workers now, but never one, for which joblib would not send anything."""
        return max(2, int(super().effective_n_jobs(n_jobs)))

    def submit(
        self, func: Callable[[], object], callback: Callable[[object], None] | None = None
    ) -> "Future[object]":
        """Send a batch of items to the cluster; `callback` is told of its end, however it ends."""
        future: Future[object] = super().submit(func, callback)

        def told(ended: "Future[object]") -> None:
            error = ended.exception()
            if error is not None and callback is not None:
                callback(_GivenUp(error))

        future.add_done_callback(told)
        return future

    def retrieve_result_callback(self, out: object) -> object:
        """The results of a batch; raises what ended it."""
        if isinstance(out, _GivenUp):
            raise out.error
        if isinstance(out, BaseException):
            raise out
        return super().retrieve_result_callback(out)
