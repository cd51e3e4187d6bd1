"""The world's test questions in the form of the text's quizzes, for `dora4j evaluate`.

python tools/embedded/quiz_form.py world quiz     # world: written by `dora4j world --output world`
"""

import json
import pathlib
import re
import sys

OPTION = re.compile(r"(?=(?:Answer|Solution|Ending|Option)\d: )")


def quiz(item):
    request, rest = item["instruction"].split("\n\n", 1)
    question = request.split(": ", 1)[1]
    options = [o.strip().rstrip(".") for o in OPTION.split(rest[: rest.index("Answer format:")])]
    options = [o for o in options if o]
    if options:
        prompt = "\n".join([question, *options, "The answer is"])
    else:
        prompt = f"Question: {question} Answer:"
    return {"instruction": prompt, "input": "", "output": item["answer"], "answer": item["answer"]}


def main(world, output):
    output.mkdir(parents=True, exist_ok=True)
    for file in sorted(world.glob("world-*/test.json")):
        items = [quiz(item) for item in json.loads(file.read_text())]
        (output / f"{file.parent.name}.json").write_text(json.dumps(items, indent=1))


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:3]))
