"""Shards: some distinct texts, encoded at once and kept as one finished piece."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stages.encoders.checks import check_members, check_vectors
from stages.encoders.contract import Encoder, Vectors
from stages.encoders.identity import encoder_identity
from stages.encoders.shared_pass import SharingEncoder
from stages.machine.compute import Compute
from stages.storage.pieces import PieceStore, fingerprint


@dataclass(frozen=True)
class Shard:
    """Distinct texts number `start` and following, to be kept in `pieces` under `key`.

    `siblings`: shards of the same texts for encoders that share this encoder's pass.
    """

    encoder: Encoder
    pieces: PieceStore
    key: str
    start: int
    texts: tuple[str, ...]
    siblings: tuple["Shard", ...] = ()

    def encode(self) -> int:
        """Encode the texts, check the vectors and keep them; `start` when that is done."""
        together = [shard.encoder for shard in self.siblings]
        if isinstance(self.encoder, SharingEncoder) and together:
            own, *others = self.encoder.encode_all([self.encoder, *together], self.texts)
            for sibling, vectors in zip(self.siblings, others, strict=True):
                sibling.keep(vectors)
        else:
            own = self.encoder.encode(self.texts)
        self.keep(own)
        return self.start

    def keep(self, vectors: Vectors) -> None:
        """Check the vectors of the texts, then write the piece."""
        check_vectors(self.encoder, vectors, len(self.texts))
        stream = io.BytesIO()
        np.save(stream, np.ascontiguousarray(vectors), allow_pickle=False)
        self.pieces.write(self.key, stream.getvalue())

    def read(self) -> Vectors | None:
        """The finished vectors; None where there are none, or damaged ones."""
        payload = self.pieces.read(self.key)
        if payload is None:
            return None
        vectors: Vectors = np.load(io.BytesIO(payload), allow_pickle=False)
        return vectors


@dataclass(frozen=True)
class Origin:
    """Where shards come from: encoder, what its vectors depend on, where pieces are kept."""

    encoder: Encoder
    pieces: PieceStore
    depends_on: str

    @classmethod
    def of(
        cls, encoder: Encoder, pieces: PieceStore, compute: Compute, learned_from: Sequence[str]
    ) -> "Origin":
        """The origin of an encoder's shards.

        `encoder` as conf describes it, not yet fitted; `learned_from`: the texts that an encoder is
        fitted on. Of `compute`, the rows of a chunk and the texts of a shard change no vector.
        """
        check_members(encoder)
        facts = {name: fact for name, fact in compute.facts().items() if name not in _LAYOUT}
        depends_on = [encoder_identity(encoder), facts, list(learned_from)]
        return cls(encoder, pieces, fingerprint(depends_on))

    def shards(self, texts: Sequence[str], size: int) -> list[Shard]:
        """All texts in order, at most `size` a shard."""
        parts = [
            (start, tuple(texts[start : start + size])) for start in range(0, len(texts), size)
        ]
        return [
            Shard(self.encoder, self.pieces, fingerprint([self.depends_on, part]), start, part)
            for start, part in parts
        ]


_LAYOUT = frozenset({"chunk", "shard"})
