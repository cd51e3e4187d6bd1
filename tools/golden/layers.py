"""Single adapted layers in fp64, run through PEFT's own code with a known dropout mask (testdata/golden/layers)."""

import torch
from peft import LoraConfig, VeraConfig, get_peft_model

from common import GOLDEN, generator, save_tensors

FOLDER = GOLDEN / "layers"
IN, OUT, RANK, ALPHA, VOCABULARY = 12, 10, 3, 6, 14
DROPOUT = 0.25


class Mask(torch.nn.Module):
    """Dropout whose draw is given: multiplies by zeros and 1/(1 - p)."""

    def __init__(self, mask: torch.Tensor):
        super().__init__()
        self.mask = mask

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.mask


class Holder(torch.nn.Module):
    """PEFT adapts modules inside a model; this is the smallest one."""

    def __init__(self, proj: torch.nn.Module):
        super().__init__()
        self.proj = proj

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.proj(x)


def adapted(base: torch.nn.Module, dora: bool, seed: int) -> torch.nn.Module:
    """PEFT's layer around `base`, in fp64 and training mode, every tensor random, magnitudes 10 % off."""
    torch.manual_seed(seed)
    options = {"r": RANK, "lora_alpha": ALPHA, "target_modules": ["proj"], "use_dora": dora}
    layer = get_peft_model(Holder(base), LoraConfig(**options)).double().train().base_model.model.proj
    source = generator(seed)
    with torch.no_grad():
        for name, parameter in sorted(layer.named_parameters()):
            noise = torch.randn(parameter.shape, generator=source, dtype=torch.float64)
            if "base_layer" in name or "lora_A" in name or "lora_B" in name or "lora_embedding" in name:
                parameter.copy_(0.4 * noise)
        if dora:
            reset_magnitude(layer, source)
    return layer


def reset_magnitude(layer: torch.nn.Module, source: torch.Generator) -> None:
    """The norm of the adapted weight, then up to 10 % away from it."""
    magnitude = layer.lora_magnitude_vector["default"]
    weight = layer.get_base_layer().weight + layer.get_delta_weight("default")
    norm = weight.norm(dim=0 if magnitude.fan_in_fan_out else 1)
    magnitude.weight.copy_(norm * (0.9 + 0.2 * torch.rand(norm.shape, generator=source, dtype=torch.float64)))


def tensors_of(layer: torch.nn.Module) -> dict[str, torch.nn.Parameter]:
    """W, bias, A, B, m by the names that the fixtures use; those that the layer has."""
    short = {"base_layer.weight": "W", "base_layer.bias": "bias", "lora_magnitude_vector.default.weight": "m"}
    short |= {f"lora_{name}.default.weight": name for name in "AB"}
    short |= {f"lora_embedding_{name}.default": name for name in "AB"}
    return {short[name]: parameter for name, parameter in layer.named_parameters()}


def gradients(y: torch.Tensor, g: torch.Tensor, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """`d<name>` of the sum of y times g, for every input."""
    return dict(zip([f"d{name}" for name in inputs], torch.autograd.grad(y, list(inputs.values()), g)))


def linear_case(dora: bool, bias: bool, dropout: bool) -> dict[str, torch.Tensor]:
    """One Linear, forward and backward; with dropout PEFT's own code sees the stored mask."""
    layer = adapted(torch.nn.Linear(IN, OUT, bias=bias), dora, seed=23)
    source = generator(29)
    x = torch.randn(2, 5, IN, generator=source, dtype=torch.float64, requires_grad=True)
    g = torch.randn(2, 5, OUT, generator=source, dtype=torch.float64)
    kept = torch.rand(x.shape, generator=source, dtype=torch.float64) >= DROPOUT
    mask = kept.double() / (1 - DROPOUT)
    tensors = tensors_of(layer)
    out = {"x": x, "g": g, "scaling": torch.tensor(ALPHA / RANK, dtype=torch.float64)} | tensors
    if dropout:
        layer.lora_dropout["default"] = Mask(mask)
        out |= {"mask": mask, "x_dropped": x * mask}
    y = layer(x)
    trained = {name: tensors[name] for name in ("A", "B", "m") if name in tensors}
    return out | {"y": y} | gradients(y, g, {"x": x} | trained)


def vera_case(dropout: bool) -> dict[str, torch.Tensor]:
    """One Linear with VeRA, forward and backward; A and B are the frozen projection, d and b the vectors."""
    config = VeraConfig(r=RANK, target_modules=["proj"])
    layer = get_peft_model(Holder(torch.nn.Linear(IN, OUT)), config).double().train().base_model.model.proj
    source = generator(43)
    vectors = {"d": layer.vera_lambda_d["default"], "b": layer.vera_lambda_b["default"]}
    with torch.no_grad():
        for parameter in [*layer.get_base_layer().parameters(), *vectors.values()]:
            parameter.copy_(0.4 * torch.randn(parameter.shape, generator=source, dtype=torch.float64))
    x = torch.randn(2, 5, IN, generator=source, dtype=torch.float64, requires_grad=True)
    g = torch.randn(2, 5, OUT, generator=source, dtype=torch.float64)
    mask = (torch.rand(x.shape, generator=source, dtype=torch.float64) >= DROPOUT).double() / (1 - DROPOUT)
    base = layer.get_base_layer()
    out = {"x": x, "g": g, "W": base.weight, "bias": base.bias} | vectors
    out |= {"A": layer.vera_A["default"], "B": layer.vera_B["default"]}
    if dropout:
        layer.vera_dropout["default"] = Mask(mask)
        out |= {"mask": mask}
    y = layer(x)
    return out | {"y": y} | gradients(y, g, {"x": x} | vectors)


def differentiable_norm_case(detached: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same layer and mask with the norm differentiated, which PEFT does not offer: the paper's equation (6)."""
    leaves = {name: detached[name].detach().clone().requires_grad_() for name in ("x", "A", "B", "m")}
    weight, mask, scaling = detached["W"].detach(), detached["mask"], detached["scaling"]
    dropped = leaves["x"] * mask
    norm = (weight + scaling * leaves["B"] @ leaves["A"]).norm(dim=1)
    gain = leaves["m"] / norm
    low_rank = dropped @ leaves["A"].T @ leaves["B"].T
    y = leaves["x"] @ weight.T + (gain - 1) * (dropped @ weight.T) + scaling * gain * low_rank
    kept = {name: detached[name] for name in ("x", "g", "scaling", "W", "A", "B", "m", "mask", "x_dropped")}
    assert torch.allclose(y, detached["y"], atol=1e-12)
    return kept | {"y": y} | gradients(y, detached["g"], leaves)


def embedding_case(dora: bool) -> dict[str, torch.Tensor]:
    """One Embedding, forward and backward; PEFT has no dropout there. Ids repeat, so gradients add up."""
    layer = adapted(torch.nn.Embedding(VOCABULARY, OUT), dora, seed=31)
    ids = torch.randint(0, VOCABULARY, (2, 9), generator=generator(37))
    g = torch.randn(2, 9, OUT, generator=generator(41), dtype=torch.float64)
    tensors = tensors_of(layer)
    y = layer(ids)
    out = {"ids": ids, "g": g, "scaling": torch.tensor(ALPHA / RANK, dtype=torch.float64)} | tensors
    return out | {"y": y} | gradients(y, g, {name: tensors[name] for name in ("A", "B", "m") if name in tensors})


def main() -> None:
    for dropout in (False, True):
        save_tensors(vera_case(dropout), FOLDER / f"linear_vera{'_dropout' if dropout else ''}.safetensors")
    for dora in (False, True):
        method = "dora" if dora else "lora"
        save_tensors(embedding_case(dora), FOLDER / f"embedding_{method}.safetensors")
        for bias in (False, True):
            for dropout in (False, True):
                name = f"linear_{method}{'_bias' if bias else ''}{'_dropout' if dropout else ''}"
                save_tensors(linear_case(dora, bias, dropout), FOLDER / f"{name}.safetensors")
    full = differentiable_norm_case(linear_case(dora=True, bias=False, dropout=True))
    save_tensors(full, FOLDER / "linear_dora_full_dropout.safetensors")
    print("layers")


if __name__ == "__main__":
    main()
