"""A Mistral of two layers with random weights and a small tokeniser, and its forward in numpy."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import MistralConfig, MistralModel, PreTrainedTokenizerFast

from stages.encoders.models import LocalModel
from stages.encoders.transformer import TransformerEncoder
from tests.encoders.conftest import from_conf

BOS, EOS = 1, 2
CHARACTERS = [chr(code) for code in range(32, 127)] + ["\n", "▁"]


def encoder_of(folder: Path) -> TransformerEncoder:
    """As conf/encoders/e5_mistral.yaml says, but for the files, and in float32."""
    encoder = from_conf("e5_mistral")
    assert isinstance(encoder, TransformerEncoder)
    model = LocalModel(str(folder))
    return replace(encoder, model=model, dimension=64, dtype="float32", store_dtype="float32")


def save(folder: Path, seed: int = 0) -> Path:
    """Save both; the tokeniser's template adds `<s>` alone and its settings ask for `</s>` too.

    That contradiction is what the published encoders carry, and transformers 5 keeps the template.
    """
    words = {token: place for place, token in enumerate(["<unk>", "<s>", "</s>", *CHARACTERS])}
    tokenizer = Tokenizer(models.BPE(vocab=words, merges=[], unk_token="<unk>", fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
    template = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", BOS)])
    tokenizer.post_processor = template
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    )
    fast.save_pretrained(folder)
    settings = folder / "tokenizer_config.json"
    told = json.loads(settings.read_text()) | {"add_eos_token": True}
    settings.write_text(json.dumps(told))
    config = MistralConfig(
        vocab_size=len(words),
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        sliding_window=None,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = MistralModel(config)
        for name, weight in model.named_parameters():
            spread = 1.0 if name.startswith("embed") else 0.07
            torch.nn.init.normal_(weight, mean=float(weight.dim() == 1), std=spread)
        model.save_pretrained(folder)
    return folder


def ids_of(text: str) -> list[int]:
    """`<s>`, a word mark, one id per character, `</s>`: what the tokeniser amounts to."""
    known = {token: 3 + place for place, token in enumerate(CHARACTERS)}
    return [BOS, *(known[char] for char in "▁" + text.replace(" ", "▁")), EOS]


@dataclass(frozen=True)
class Reference:
    """The forward pass in float64, from the formulas: RMSNorm, RoPE, grouped queries, SwiGLU."""

    weights: dict[str, np.ndarray]
    heads: int
    groups: int
    theta: float
    epsilon: float

    @classmethod
    def of(cls, folder: Path) -> "Reference":
        config = json.loads((folder / "config.json").read_text())
        weights = load_file(folder / "model.safetensors")
        heads, groups = config["num_attention_heads"], config["num_key_value_heads"]
        theta = config["rope_parameters"]["rope_theta"]
        wide = {name: array.astype(np.float64) for name, array in weights.items()}
        return cls(wide, heads, groups, theta, config["rms_norm_eps"])

    def last(self, ids: list[int]) -> np.ndarray:
        """Last hidden state of the last token."""
        x = self.weights["embed_tokens.weight"][ids]
        for layer in range(2):
            x = x + self.attention(self.norm(x, f"layers.{layer}.input_layernorm"), layer)
            x = x + self.mlp(self.norm(x, f"layers.{layer}.post_attention_layernorm"), layer)
        return self.norm(x, "norm")[-1]

    def norm(self, x: np.ndarray, name: str) -> np.ndarray:
        scale = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + self.epsilon)
        return x / scale * self.weights[f"{name}.weight"]

    def linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self.weights[f"{name}.weight"].T

    def mlp(self, x: np.ndarray, layer: int) -> np.ndarray:
        gate, up = (self.linear(x, f"layers.{layer}.mlp.{part}_proj") for part in ("gate", "up"))
        return self.linear(gate / (1 + np.exp(-gate)) * up, f"layers.{layer}.mlp.down_proj")

    def attention(self, x: np.ndarray, layer: int) -> np.ndarray:
        at = f"layers.{layer}.self_attn"
        parts = {}
        for part, heads in {"q": self.heads, "k": self.groups, "v": self.groups}.items():
            rows = self.linear(x, f"{at}.{part}_proj").reshape(len(x), heads, -1)
            turned = rows if part == "v" else self.turned(rows)
            parts[part] = np.repeat(turned, self.heads // heads, axis=1)
        scores = np.einsum("ihd,jhd->hij", parts["q"], parts["k"])
        scores = scores / np.sqrt(parts["q"].shape[-1])
        scores[:, np.triu(np.ones((len(x), len(x)), dtype=bool), k=1)] = -np.inf
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares = shares / shares.sum(axis=-1, keepdims=True)
        mixed = np.einsum("hij,jhd->ihd", shares, parts["v"]).reshape(len(x), -1)
        return self.linear(mixed, f"{at}.o_proj")

    def turned(self, x: np.ndarray) -> np.ndarray:
        """Rotary positions: coordinate k and k + d/2 turned by position / theta^(2k/d)."""
        half = x.shape[-1] // 2
        angles = np.outer(np.arange(len(x)), self.theta ** (-np.arange(half) / half))[:, None]
        a, b = x[..., :half], x[..., half:]
        cos, sin = np.cos(angles), np.sin(angles)
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)
