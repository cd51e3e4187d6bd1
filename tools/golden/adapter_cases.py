"""The adapter fixtures as data: which PEFT options each case sets and on which base."""

from dataclasses import dataclass, field

COMMON = ["q_proj", "k_proj", "v_proj", "up_proj", "down_proj"]


@dataclass(frozen=True)
class Case:
    """One option of LoraConfig, saved by PEFT; `methods` says whether LoRA, DoRA or both have it."""

    options: dict
    base: str = "base"
    methods: tuple[str, ...] = ("lora", "dora")
    converted: bool = False
    rewrite: dict = field(default_factory=dict)


LORA = ("lora",)
Q_V = {"target_modules": ["q_proj", "v_proj"]}
Q_DOWN = {"target_modules": ["q_proj", "down_proj"]}

CASES = {
    "default": Case({"target_modules": COMMON}),
    "rslora": Case(Q_V | {"use_rslora": True, "lora_dropout": 0.1}),
    "patterns": Case(
        {
            "target_modules": ["q_proj", "v_proj", "down_proj"],
            "rank_pattern": {r"layers\.0\..*down_proj": 3, "layers.1.self_attn.v_proj": 6, "v_proj": 2},
            "alpha_pattern": {"^model.layers.1.self_attn.q_proj": 5, "down_proj": 16},
        }
    ),
    "patterns_rslora": Case(
        Q_V | {"rank_pattern": {"v_proj": 2}, "alpha_pattern": {"q_proj": 5}, "use_rslora": True}, methods=LORA
    ),
    "regex": Case({"target_modules": r".*\.0\.self_attn\.(q|o)_proj|model\.layers\.1\.mlp\.(gate|up)_proj"}),
    "all_linear": Case({"target_modules": "all-linear", "r": 2}),
    "all_linear_literal": Case(
        {"target_modules": "all-linear", "r": 2}, methods=LORA, rewrite={"target_modules": "all-linear"}
    ),
    "exclude": Case(
        {
            "target_modules": ["q_proj", "v_proj", "down_proj"],
            "exclude_modules": ["layers.0.self_attn.q_proj", "down_proj"],
        }
    ),
    "layers": Case(Q_DOWN | {"layers_to_transform": [1], "layers_pattern": "layers"}),
    "layers_int": Case(Q_V | {"layers_to_transform": 0}, methods=LORA),
    "save_head": Case(Q_V | {"modules_to_save": ["lm_head"]}),
    "save_embed": Case(Q_V | {"modules_to_save": ["embed_tokens"]}),
    "save_embed_tied": Case(Q_V | {"modules_to_save": ["embed_tokens"]}, base="base_tied"),
    "save_embed_kept_tied": Case(
        Q_V | {"modules_to_save": ["embed_tokens"], "ensure_weight_tying": True}, base="base_tied", methods=LORA
    ),
    "save_norm": Case(Q_V | {"modules_to_save": ["norm"]}),
    "bias_none": Case(Q_DOWN, base="base_bias"),
    "bias_all": Case(Q_DOWN | {"bias": "all"}, base="base_bias"),
    "bias_lora_only": Case(Q_DOWN | {"bias": "lora_only"}, base="base_bias"),
    "target_embed_head": Case({"target_modules": ["embed_tokens", "lm_head", "q_proj"]}),
    "target_embed_tied": Case({"target_modules": ["embed_tokens", "v_proj"]}, base="base_tied"),
    "lora_bias": Case(Q_DOWN | {"lora_bias": True}, base="base_bias", methods=LORA),
    "gaussian": Case(Q_V | {"init_lora_weights": "gaussian"}, methods=LORA),
    "orthogonal": Case(Q_V | {"init_lora_weights": "orthogonal"}),
    "olora": Case(Q_V | {"init_lora_weights": "olora"}),
    "olora_converted": Case(Q_V | {"init_lora_weights": "olora"}, methods=LORA, converted=True),
    "pissa": Case(Q_V | {"init_lora_weights": "pissa"}),
    "pissa_converted": Case(Q_V | {"init_lora_weights": "pissa"}, methods=LORA, converted=True),
    "pissa_rslora_converted": Case(
        Q_V | {"init_lora_weights": "pissa", "use_rslora": True}, methods=LORA, converted=True
    ),
}

VERA_CASES = {
    "mlp": Case({"target_modules": ["gate_proj", "up_proj", "down_proj"], "r": 6}),
    "all_linear": Case({"target_modules": "all-linear", "projection_prng_key": 5}),
    "drawn": Case({"target_modules": ["q_proj", "k_proj", "down_proj"], "save_projection": False, "projection_prng_key": 7}),
    "layers": Case({"target_modules": ["o_proj", "up_proj"], "layers_to_transform": [1], "vera_dropout": 0.1}),
    "bias_own": Case(Q_DOWN | {"bias": "vera_only", "d_initial": 0.2}, base="base_bias"),
    "save_head": Case(Q_V | {"modules_to_save": ["lm_head"]}),
    "target_head": Case({"target_modules": ["lm_head", "k_proj"]}),
}
