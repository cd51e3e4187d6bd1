"""Chat templates rendered by transformers' own Jinja environment (testdata/golden/chat)."""

from datetime import datetime
from unittest import mock

from transformers.utils import chat_template_utils

from common import GOLDEN, save_json
from jinja_snippets import SNIPPETS, VARIABLES

FOLDER = GOLDEN / "chat"
CLOCK = datetime(2025, 3, 5, 14, 7, 9)
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>"}
TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "How warm it is in a \"town\" – now",
        "parameters": {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]},
    },
}
CALL = {"type": "function", "function": {"name": "weather", "arguments": {"town": "Bümpliz", "days": 2}}}

CONVERSATIONS = {
    "question": [{"role": "user", "content": "Who are you?"}],
    "answered": [
        {"role": "user", "content": "Who are you?"},
        {"role": "assistant", "content": "  A model, 你好 😀.  "},
    ],
    "system": [
        {"role": "system", "content": "Speak \"plainly\".\nAlways."},
        {"role": "user", "content": "Add 2 and 2.\n"},
        {"role": "assistant", "content": "4"},
        {"role": "user", "content": "And <b>3</b>?"},
    ],
    "long": [
        {"role": "user", "content": "One " * 20},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nOne?"},
        {"role": "user", "content": "Two"},
        {"role": "assistant", "content": "<think>\nwell\n</think>\n\nTwo!"},
    ],
    "tools": [
        {"role": "user", "content": "Is it warm?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "21 °C"},
        {"role": "assistant", "content": "Yes."},
    ],
    "alternation_broken": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
}


class FixedClock(datetime):
    """A clock that stands still, for strftime_now."""

    @classmethod
    def now(cls, tz=None):
        return CLOCK


def render(template: str, messages: list, variables: dict) -> dict:
    """The text, or that the template refused; and the spans of generation blocks in code points."""
    marked = "{% generation %}" in template
    variables = dict(variables)
    tools = variables.pop("tools", None)
    try:
        texts, spans = chat_template_utils.render_jinja_template(
            [messages], tools=tools, chat_template=template, return_assistant_tokens_mask=marked, **variables, **SPECIAL
        )
    except Exception as error:
        return {"error": str(error)}
    return {"text": texts[0], **({"generation": [list(span) for span in spans[0]]} if marked else {})}


def cases(template: str) -> list[dict]:
    found = []
    for name, messages in CONVERSATIONS.items():
        for variables in (
            {"add_generation_prompt": False},
            {"add_generation_prompt": True},
            {"add_generation_prompt": True, "tools": [TOOL], "enable_thinking": False, "use_clock": True},
        ):
            found.append({"conversation": name, "variables": variables, **render(template, messages, variables)})
    return found


def snippet(source: str) -> dict:
    """One line of Jinja and what it writes, or that it fails."""
    template = chat_template_utils._compile_jinja_template(source)
    try:
        return {"source": source, "text": template.render(**VARIABLES)}
    except Exception as error:
        return {"source": source, "error": str(error)}


def main() -> None:
    with mock.patch.object(chat_template_utils, "datetime", FixedClock):
        templates = {path.stem: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "templates").glob("*.jinja"))}
        save_json({"special": SPECIAL, "conversations": CONVERSATIONS}, FOLDER / "conversations.json")
        for name, template in templates.items():
            save_json(cases(template), FOLDER / "rendered" / f"{name}.json")
        save_json({"variables": VARIABLES, "snippets": [snippet(source) for source in SNIPPETS]}, FOLDER / "snippets.json")


if __name__ == "__main__":
    main()
