"""Encoders of conf/encoders, built for a command, whether conf/config.yaml lists them or not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from stages.commands.composition import composed
from stages.commands.groups import choices
from stages.commands.usage import RefusalError
from stages.config import Config
from stages.encoders.contract import Encoder


def built_encoders(root: Path, names: Sequence[str], overrides: Sequence[str]) -> list[Encoder]:
    """The encoders of these names as conf/ and the overrides describe them; else a refusal."""
    listed = cast(Mapping[str, object], composed(root, []).tree["encoders"])
    given = {line.partition("=")[2] for line in overrides if line.startswith("+encoders=")}
    known = {*choices(root / "conf", "encoders")} - {*listed} - given
    added = [name for name in dict.fromkeys(names) if name in known]
    own = [f"+encoders=[{','.join(added)}]"] if added else []
    config = Config(composed(root, [*own, *overrides]).tree)
    try:
        return [config.encoder(name) for name in names]
    except (KeyError, ValueError) as error:
        raise RefusalError(str(error.args[0])) from error
