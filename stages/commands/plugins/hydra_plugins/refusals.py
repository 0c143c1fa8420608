"""What `dvc exp run` says where its overrides don't compose: the words of `commands.compose`.

DVC composes conf/ by itself; before it does it loads this file (`hydra.plugins_path` in
.dvc/config), which puts a loader in place of Hydra's own. Nothing that composes is changed.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from dvc.exceptions import InvalidArgumentError
from hydra._internal import hydra as core
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra.core.global_hydra import GlobalHydra
from hydra.types import RunMode
from omegaconf import DictConfig

# The program `dvc` does not look for modules in its project.
sys.path.append(str(Path(__file__).resolve().parents[4]))

from stages.commands.composition import composed
from stages.commands.usage import RefusalError


class RefusingLoader(ConfigLoaderImpl):
    """Hydra's loader, which composes the project once more and says in our words what is wrong."""

    checking: ClassVar[bool] = False

    def load_configuration(
        self,
        config_name: str | None,
        overrides: list[str],
        run_mode: RunMode,
        from_shell: bool = True,
        validate_sweep_overrides: bool = True,
    ) -> DictConfig:
        """As Hydra's; InvalidArgumentError, which DVC prints as it stands, where it is refused."""
        if not RefusingLoader.checking:
            with _composing_anew():
                try:
                    composed(self._conf().parent, overrides)
                except RefusalError as refusal:
                    raise InvalidArgumentError(str(refusal)) from None
        return super().load_configuration(
            config_name, overrides, run_mode, from_shell, validate_sweep_overrides
        )

    def _conf(self) -> Path:
        (main,) = (place for place in self.get_search_path().get_path() if place.provider == "main")
        return Path(str(main.path).removeprefix("file://"))


@contextmanager
def _composing_anew() -> Iterator[None]:
    """Room for a composition while Hydra, which can do one at a time, is in another."""
    outer = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    RefusingLoader.checking = True
    try:
        yield
    finally:
        RefusingLoader.checking = False
        GlobalHydra.instance().hydra = outer


core.ConfigLoaderImpl = RefusingLoader  # type: ignore[attr-defined]
