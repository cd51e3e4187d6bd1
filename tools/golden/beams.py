"""Beam search by transformers on tiny models, with both conventions of a text's length (testdata/golden/beams)."""

from dataclasses import asdict, dataclass

import torch
from transformers import LlamaForCausalLM, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from common import GOLDEN, generator, save_json, save_tensors, token_ids

PROMPT_LENGTHS = (1, 3, 7, 12)
DEAD = -1e9


@dataclass(frozen=True)
class Case:
    """One search: `ends` end a text, `whole` divides by the length of prompt and text instead of the text's alone."""

    model: str
    beams: int
    ends: tuple[int, ...]
    limit: int = 16
    length_penalty: float = 1.0
    whole: bool = False


ROPE = "rope_llama3_short"
CASES = (
    Case("mha", 4, ()),
    Case("mha", 4, (79,)),
    Case("gqa", 4, (82,)),
    Case("gqa", 4, (82, 30, 43)),
    Case("gqa", 3, (95, 43), length_penalty=0.5),
    Case(ROPE, 4, (69,)),
    Case(ROPE, 5, (89, 69), length_penalty=2.0),
    Case(ROPE, 2, (95, 69), length_penalty=-1.0),
    Case("mha", 4, (89,), whole=True),
    Case("gqa", 4, (82, 12), whole=True),
    Case("gqa", 3, (95, 43), length_penalty=0.5, whole=True),
    Case(ROPE, 4, (43, 94), length_penalty=2.0, whole=True),
)


def by_transformers(model: LlamaForCausalLM, case: Case, prompt: torch.Tensor) -> tuple[list[int], float]:
    """`generate` of the installed version: lengths count the text's own tokens, its end token among them."""
    result = model.generate(
        prompt[None],
        attention_mask=torch.ones_like(prompt[None]),
        num_beams=case.beams,
        do_sample=False,
        max_new_tokens=case.limit,
        eos_token_id=list(case.ends) or None,
        pad_token_id=0,
        length_penalty=case.length_penalty,
        early_stopping=False,
        return_dict_in_generate=True,
        output_scores=True,
    )
    text = result.sequences[0, len(prompt) :].tolist()
    return until_end(text, case.ends), result.sequences_scores.item()


def until_end(text: list[int], ends: tuple[int, ...]) -> list[int]:
    """The text before its first end token."""
    stop = next((i for i, token in enumerate(text) if token in ends), len(text))
    return text[:stop]


def by_whole_length(model: LlamaForCausalLM, case: Case, prompt: torch.Tensor) -> tuple[list[int], float]:
    """The procedure of transformers before 4.36 (BeamSearchScorer): lengths count prompt and text without end token."""
    running = [(0.0 if beam == 0 else DEAD, prompt.tolist()) for beam in range(case.beams)]
    finished: list[tuple[float, list[int]]] = []

    def finish(total: float, text: list[int]) -> None:
        finished.append((total / len(text) ** case.length_penalty, text))
        finished.sort(key=lambda entry: -entry[0])
        del finished[case.beams :]

    for _ in range(case.limit):
        logits = model(torch.tensor([text for _, text in running])).logits[:, -1]
        totals = torch.log_softmax(logits, -1) + torch.tensor([total for total, _ in running])[:, None]
        best = totals.flatten().topk(max(2, 1 + len(case.ends)) * case.beams)
        following = []
        for rank, (total, index) in enumerate(zip(best.values.tolist(), best.indices.tolist())):
            parent, token = divmod(index, logits.shape[-1])
            text = running[parent][1]
            if token not in case.ends:
                following.append((total, text + [token]))
            elif rank < case.beams:
                finish(total, text)
            if len(following) == case.beams:
                break
        running = following
        attainable = best.values[0].item() / len(running[0][1]) ** case.length_penalty
        if len(finished) == case.beams and finished[-1][0] >= attainable:
            break
    else:
        for total, text in running:
            finish(total, text)
    score, text = finished[0]
    return text[len(prompt) :], score


@torch.no_grad()
def run(case: Case) -> dict:
    """The case's fields, its prompts, and the best text of each with its score."""
    model = LlamaForCausalLM.from_pretrained(GOLDEN / "models" / case.model, dtype=torch.float32).eval()
    prompts = [token_ids((length,), 96, seed=100 + length) for length in PROMPT_LENGTHS]
    search = by_whole_length if case.whole else by_transformers
    found = [search(model, case, prompt) for prompt in prompts]
    return asdict(case) | {
        "prompts": [prompt.tolist() for prompt in prompts],
        "texts": [text for text, _ in found],
        "scores": [score for _, score in found],
    }


def warped(log_probs: torch.Tensor, temperature: float, top_k: int, top_p: float, least: int) -> torch.Tensor:
    """What `generate` leaves to draw from, in its order; -inf is ruled out."""
    scores = TemperatureLogitsWarper(temperature)(None, log_probs)
    scores = TopKLogitsWarper(top_k, min_tokens_to_keep=least)(None, scores)
    return TopPLogitsWarper(top_p, min_tokens_to_keep=least)(None, scores)


def warpers() -> dict[str, torch.Tensor]:
    """`log_probs` of three texts and what is left of them, `<temperature>/<top-k>/<top-p>/<least>`."""
    log_probs = torch.log_softmax(3 * torch.randn(3, 96, generator=generator(4)), -1)
    settings = [(0.1, 40, 0.75, 2), (1.0, 40, 0.75, 2), (0.7, 5, 0.95, 1), (1.5, 96, 0.5, 1), (1.0, 1, 1.0, 3)]
    return {"log_probs": log_probs} | {"/".join(map(str, each)): warped(log_probs, *each) for each in settings}


def main() -> None:
    save_tensors(warpers(), GOLDEN / "beams" / "warped.safetensors")
    save_json([run(case) for case in CASES], GOLDEN / "beams" / "searches.json")
    print("beams")


if __name__ == "__main__":
    main()
