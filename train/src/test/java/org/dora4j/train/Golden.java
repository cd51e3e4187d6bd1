package org.dora4j.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The training runs that PEFT, transformers and torch recorded. */
final class Golden {
  private static final Path ROOT = Path.of(System.getProperty("dora4j.root"), "testdata/golden");

  private Golden() {}

  static Path base() {
    return ROOT.resolve("adapters/base");
  }

  static Path run(String name) {
    return ROOT.resolve("training").resolve(name);
  }

  static JsonNode losses(String name) {
    return new JsonMapper().readTree(run(name).resolve("losses.json").toFile());
  }

  /** Every row of every micro-batch in order, without padding. */
  static List<Example> examples(String name) {
    try (Scope scope = Scope.open();
        SafeTensors file = SafeTensors.open(run(name).resolve("batches.safetensors"))) {
      long[] ids = file.tensor("input_ids").toLongs();
      long[] mask = file.tensor("attention_mask").toLongs();
      long[] labels = file.tensor("labels").toLongs();
      int width = (int) file.shape("input_ids")[2];
      List<Example> examples = new ArrayList<>();
      for (int start = 0; start < ids.length; start += width) {
        int length = (int) Arrays.stream(mask, start, start + width).sum();
        examples.add(new Example(slice(ids, start, length), slice(labels, start, length)));
      }
      return examples;
    }
  }

  private static int[] slice(long[] values, int start, int length) {
    return Arrays.stream(values, start, start + length).mapToInt(Math::toIntExact).toArray();
  }
}
