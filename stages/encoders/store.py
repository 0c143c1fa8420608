"""The vector store: every distinct text encoded once, a file of vectors for every domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stages.encoders.contract import Encoder, LearningEncoder, Vectors
from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.metered import MeteredEncoder
from stages.encoders.shards import Origin, Shard
from stages.encoders.shared_pass import sharing
from stages.encoders.vector_files import vector_files
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Store:
    """How and where texts are encoded: `pieces` outlive a kill, `parallel` changes no byte.

    `bench`: encoders that are embedded too; those that share a pass get their pieces from it.
    """

    pieces: PieceStore
    compute: Compute
    parallel: Parallel
    bench: tuple[Encoder, ...] = ()

    def write(
        self,
        encoder: Encoder,
        content: DistinctTexts,
        learned_from: Sequence[str],
        files: Mapping[str, Path],
    ) -> "Written":
        """Encode what no piece holds and write a .npy of one row per table row for each domain.

        `learned_from`: the texts a `LearningEncoder` is fitted on; `files`: a path per domain.
        Never holds all vectors in memory. A killed run keeps its finished shards.
        """
        learner = encoder if isinstance(encoder, LearningEncoder) else None
        learned_from = learned_from if learner else ()
        size = encoder.shard if isinstance(encoder, MeteredEncoder) else self.compute.shard
        origin = Origin.of(encoder, self.pieces, self.compute, learned_from)
        waiting: dict[int, Shard] = {}
        with vector_files(content.places, files) as vectors:
            for shard in origin.shards(content.texts, size):
                finished = shard.read()
                if finished is None:
                    waiting[shard.start] = shard
                else:
                    vectors.fill(shard.start, finished)
            if waiting and learner:
                fitted = learner.fit(learned_from)
                waiting = {at: replace(shard, encoder=fitted) for at, shard in waiting.items()}
            waiting = self._with_siblings(waiting, encoder, content.texts)
            sizes = [len(shard.texts) for shard in waiting.values()]
            task = Task("encode", "text", sizes, sizes)
            for start in run_all(
                Shard.encode, list(waiting.values()), self._workers(encoder), task
            ):
                vectors.fill(start, _finished(waiting[start]))
        encoded = sum(len(shard.texts) for shard in waiting.values())
        return Written(len(content.texts), encoded)

    def _with_siblings(
        self, waiting: Mapping[int, Shard], encoder: Encoder, texts: Sequence[str]
    ) -> dict[int, Shard]:
        """The shards, each with those of the encoders that share its pass."""
        siblings = sharing(encoder, self.bench) if waiting else []
        origins = [Origin.of(one, self.pieces, self.compute, ()) for one in siblings]
        shards = [
            {shard.start: shard for shard in origin.shards(texts, self.compute.shard)}
            for origin in origins
        ]
        return {
            start: replace(shard, siblings=tuple(others[start] for others in shards))
            for start, shard in waiting.items()
        }

    def _workers(self, encoder: Encoder) -> Parallel:
        """One process where a server counts requests, and for the one copy on a card."""
        alone = isinstance(encoder, MeteredEncoder) or self.compute.device != "cpu"
        return replace(self.parallel, n_jobs=1) if alone else self.parallel


@dataclass(frozen=True)
class Written:
    """How many `distinct` texts there were, and how many of them had to be `encoded`."""

    distinct: int
    encoded: int

    def words(self, rows: int) -> str:
        """What was done for a table of `rows`, for people."""
        return (
            f"{self.distinct:,} distinct texts of {rows:,} rows, {self.encoded:,} encoded, "
            f"{self.distinct - self.encoded:,} taken from pieces"
        )


def _finished(shard: Shard) -> Vectors:
    vectors = shard.read()
    if vectors is None:
        raise OSError(
            f"The vectors of texts {shard.start} and following were written to {shard.pieces.root} "
            "and could not be read back. Look for a full or failing disk, then run again."
        )
    return vectors
