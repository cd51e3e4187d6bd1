"""Small tokenizers and what transformers makes of difficult texts with them (testdata/golden/tokenizers)."""

import io
import json
import shutil
import tempfile
from pathlib import Path

from common import GOLDEN, ROOT, save_json  # first: it keeps transformers off the network

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast
from transformers.integrations.ggml import convert_gguf_tokenizer

FOLDER = GOLDEN / "tokenizers"
SMOLLM2 = ROOT.parent / "shared" / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|NUMBER| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TRAINING = [
    "The magnitude of a weight and its direction are trained apart; the direction moves by two low-rank factors.",
    "for (int i = 0; i < rows; i++) {\n    sum += row[i] * row[i];\n}\n",
    "def norm(rows):\n    return [sum(x * x for x in row) ** 0.5 for row in rows]\n",
    "It's what we'll see: they're 12, 345 or 67890 steps, and I've counted 3.14159 of them.",
    "Die schöne Müllerin fährt über den Fluss. Où est l'école? Mañana será otro día.",
    "学习率是零点零零一。模型读取文本。",
    "The   end  of    a line\n\n\n\tand a tab\t\tmore.",
]
TEXTS = [
    "",
    " ",
    "   ",
    "Hello, world!",
    " leading space",
    "   three leading spaces",
    "double  spaces   and    more",
    "trailing space ",
    "trailing spaces   ",
    "\n",
    "\n\n\n",
    "line\nline\r\nline\n\n  indented\n",
    "\ttab\t\ttabs",
    "0 1 12 123 1234 12345 3.14159 1,000,000",
    "a  12 b   345",
    "x\n\n  12\t3",
    "year 2024, 50%, $9.99, №7, ½ and ٣",
    "It's they'LL we've I'M don't 'quoted'",
    "def f(x):\n    return x ** 2  # square\n",
    "if (a[i]>=0&&b!=c){return a->b;}\n\n\n}",
    "<html lang=\"en\">&amp;</html>",
    "café naïve Müller Ångström Þórr œuvre",
    "cafe\u0301 A\u030angstro\u0308m",
    "学习率是零点零零一。你好,世界!",
    "日本語テキスト 한국어 العربية עברית हिन्दी ไทย",
    "😀 👩‍👩‍👧‍👦 🇨🇭 emoji🚀mixed",
    "zero\u200bwidth no\u00a0break \u3000wide",
    "soft\u00adhyphen \u2028 separator",
    "control \u0001\u007f end",
    "MixedCase camelCase snake_case SCREAMING_CASE kebab-case",
    "https://example.org/path?q=1&r=two#frag",
    "                ### Instruction:\n                Please answer.\n                \n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "...!!!???---___***",
]
SPECIAL_TEXTS = ["{0}", "{0}{1}", " {0} a {1} b", "x{0}y\n{1}\n", "{0}  two", "< {0}>", "{2} {2}not"]


def texts(*special: str) -> list[str]:
    """The texts, and those in which the tokenizer's special tokens stand."""
    return TEXTS + [text.format(*special) for text in SPECIAL_TEXTS]


def results(tokenizer, special: tuple[str, ...]) -> list[dict]:
    """What transformers gives for each text: with special tokens, without, and back."""
    rows = []
    for text in texts(*special):
        ids = tokenizer(text)["input_ids"]
        rows.append(
            {
                "text": text,
                "ids": ids,
                "plain": tokenizer(text, add_special_tokens=False)["input_ids"],
                "decoded": tokenizer.decode(ids),
                "decoded_skip": tokenizer.decode(ids, skip_special_tokens=True),
            }
        )
    return rows


def save(value: object, name: str) -> None:
    """Compact JSON: number lists would fill pages."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def byte_level(words: str, normalizer, special: list[AddedToken], bos: str | None, ignore_merges: bool) -> Tokenizer:
    """A byte-level BPE of 700 tokens with the given words, special tokens behind the others."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(words), "isolated", False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=700, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False
    )
    tokenizer.train_from_iterator(TRAINING * 3, trainer)
    tokenizer.add_tokens(special)
    byte = processors.ByteLevel(trim_offsets=False)
    if bos is None:
        tokenizer.post_processor = byte
    else:
        template = processors.TemplateProcessing(
            single=f"{bos}:0 $A:0",
            pair=f"{bos}:0 $A:0 {bos}:1 $B:1",
            special_tokens=[(bos, tokenizer.token_to_id(bos))],
        )
        tokenizer.post_processor = processors.Sequence([byte, template])
    return tokenizer


def byte_level_metadata(tokenizer: Tokenizer, pre: str, **more) -> dict:
    """The keys a GGUF file of this tokenizer has."""
    content = json.loads(tokenizer.to_str())
    added = {token["id"]: token for token in content["added_tokens"]}
    size = tokenizer.get_vocab_size()
    kinds = [
        NORMAL if i not in added else CONTROL if added[i]["special"] else USER_DEFINED for i in range(size)
    ]
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": pre,
        "tokenizer.ggml.tokens": [tokenizer.id_to_token(i) for i in range(size)],
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.merges": [" ".join(pair) for pair in content["model"]["merges"]],
        **more,
    }


def write_byte_level(name: str, tokenizer: Tokenizer, metadata: dict, special: tuple[str, ...], **roles) -> None:
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False, **roles).save_pretrained(
        FOLDER / name
    )
    loaded = AutoTokenizer.from_pretrained(FOLDER / name)
    save(results(loaded, special), f"{name}/ids.json")
    save(metadata, f"{name}/gguf.json")


def llama3() -> None:
    names = ("<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>")
    special = [AddedToken(name, special=True, normalized=False) for name in names]
    tokenizer = byte_level(WORDS.replace("NUMBER", r"\p{N}{1,3}"), None, special, names[0], True)
    ids = [tokenizer.token_to_id(name) for name in names]
    metadata = byte_level_metadata(
        tokenizer, "llama-bpe", **{"tokenizer.ggml.bos_token_id": ids[0], "tokenizer.ggml.eos_token_id": ids[1]}
    )
    write_byte_level("llama3", tokenizer, metadata, names, bos_token=names[0], eos_token=names[1])


def qwen2() -> None:
    names = ("<|endoftext|>", "<|im_end|>", "<tool_call>")
    special = [AddedToken(name, special=name[1] == "|", normalized=False) for name in names]
    tokenizer = byte_level(WORDS.replace("NUMBER", r"\p{N}"), normalizers.NFC(), special, None, False)
    ids = [tokenizer.token_to_id(name) for name in names]
    metadata = byte_level_metadata(
        tokenizer,
        "qwen2",
        **{
            "tokenizer.ggml.eos_token_id": ids[1],
            "tokenizer.ggml.padding_token_id": ids[0],
            "tokenizer.ggml.add_bos_token": False,
        },
    )
    write_byte_level("qwen2", tokenizer, metadata, names, eos_token=names[1], pad_token=names[0])


def sentence_piece() -> None:
    """SentencePiece BPE with byte fallback: as transformers saves it, and as GGUF metadata."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for text in TRAINING for line in text.splitlines() if line] * 3),
        model_writer=model,
        model_type="bpe",
        vocab_size=420,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        split_digits=True,
        character_coverage=0.98,
        num_threads=1,
        minloglevel=2,
    )
    roles = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "tokenizer.model").write_bytes(model.getvalue())
        config = {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "add_eos_token": False, **roles}
        save_json(config, Path(folder, "tokenizer_config.json"))
        AutoTokenizer.from_pretrained(folder).save_pretrained(FOLDER / "sentencepiece")
    (FOLDER / "sentencepiece" / "tokenizer.model").unlink(missing_ok=True)
    special = ("<s>", "</s>", "<unk>")
    save(results(AutoTokenizer.from_pretrained(FOLDER / "sentencepiece"), special), "sentencepiece/ids.json")

    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    size = processor.get_piece_size()
    kinds = [
        UNKNOWN
        if processor.is_unknown(i)
        else CONTROL
        if processor.is_control(i)
        else BYTE
        if processor.is_byte(i)
        else NORMAL
        for i in range(size)
    ]
    tokens = [processor.id_to_piece(i) for i in range(size)]
    scores = [processor.get_score(i) for i in range(size)]
    ids = {"bos_token_id": 1, "eos_token_id": 2, "unknown_token_id": 0}
    backend, _ = convert_gguf_tokenizer("llama", {"tokens": tokens, "scores": scores, "token_type": kinds, **ids})
    rows = [
        {"text": text, "transformers": backend.encode(text).ids, "sentencepiece": processor.encode(text)}
        for text in texts(*special)
    ]
    save(rows, "sentencepiece/gguf_ids.json")
    metadata = {"model": "llama", "tokens": tokens, "scores": scores, "token_type": kinds, **ids, "add_bos_token": True}
    save({f"tokenizer.ggml.{key}": value for key, value in metadata.items()}, "sentencepiece/gguf.json")


def trained() -> None:
    """The merges that the tokenizers library finds in the texts, with SmolLM's words."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=640,
        special_tokens=["<|end|>", "<|user|>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    corpus = TRAINING * 2 + TEXTS
    tokenizer.train_from_iterator(corpus, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    save({"texts": corpus, "vocab": model["vocab"], "merges": model["merges"]}, "trained.json")


def smollm2() -> None:
    """SmolLM2 from its GGUF file.

    transformers' GGUF reader ignores `tokenizer.ggml.pre` and cuts GPT-2's words at once. The file names "smollm",
    which is every digit alone first; the model was trained with that, so `ids` has it. `ids_as_read` is what the reader gives.
    """
    if not SMOLLM2.exists():
        print("SmolLM2's GGUF file is not beside the repository; its ids stay as they are")
        return
    special = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")
    tokenizer = AutoTokenizer.from_pretrained(SMOLLM2.parent, gguf_file=SMOLLM2.name)
    as_read = [tokenizer(text)["input_ids"] for text in texts(*special)]
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True),
        ]
    )
    rows = results(tokenizer, special)
    save([row | {"ids_as_read": ids} for row, ids in zip(rows, as_read)], "smollm2/ids.json")
    commonsense(tokenizer)


def commonsense(tokenizer) -> None:
    """Training examples the LLM-Adapters way: cut, end token where there is room, prompt tokens masked."""
    indent, end, cases = " " * 16, 2, []
    task = "Below is an instruction that describes a task. Write a response that appropriately completes the request."
    for subject, answer in (("is snow white", "true"), ("do 12 hens\n\nlay  3 eggs", "false"), ("long " * 30, "true")):
        instruction = f"Please answer the following question with true or false, question: {subject}?\n\nAnswer format: true/false"
        output = f"the correct answer is {answer}"
        prompt = f"{task}  \n\n{indent}### Instruction:\n{indent}{instruction}\n{indent}\n{indent}### Response:\n{indent}"
        for cutoff in (64, 70, 256):
            ids = tokenizer(prompt + output)["input_ids"][:cutoff]
            if ids[-1] != end and len(ids) < cutoff:
                ids.append(end)
            masked = min(len(tokenizer(prompt)["input_ids"][:cutoff]), len(ids))
            record = {"instruction": instruction, "input": "", "output": output, "answer": answer}
            cases.append({"record": record, "cutoff": cutoff, "ids": ids, "labels": [-100] * masked + ids[masked:]})
    save(cases, "smollm2/commonsense.json")


def main() -> None:
    shutil.rmtree(FOLDER / "sentencepiece", ignore_errors=True)
    llama3()
    qwen2()
    sentence_piece()
    trained()
    smollm2()


if __name__ == "__main__":
    main()
