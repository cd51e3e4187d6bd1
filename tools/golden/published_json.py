"""The file that the paper's evaluation script writes for a task, from Python's own json: published.json beside the test set published-test.json."""
import json
import pathlib

FOLDER = pathlib.Path(__file__).parents[2] / "eval/src/test/resources/org/dora4j/eval"
RECORDS = [
    {"instruction": "Is a café open?\n\nAnswer format: true/false", "input": "", "output": "the correct answer is true", "answer": "true"},
    {"instruction": "Is \"it\" a 1/2 \\ of 𝄞?\tAnswer format: true/false", "input": "", "output": "the correct answer is false", "answer": "false", "id": 7, "extra": [1, 2.5, None, True], "empty": []},
]
PREDICTIONS = [("the correct answer is true", "true"), ("naïve / answer", "")]

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "published-test.json", "w", encoding="utf-8") as file:
        json.dump(RECORDS, file, ensure_ascii=False)
    results = [{**record, "output_pred": text, "pred": pred, "flag": pred == record["answer"]}
               for record, (text, pred) in zip(RECORDS, PREDICTIONS)]
    with open(FOLDER / "published.json", "w") as file:
        json.dump(results, file, indent=4)
