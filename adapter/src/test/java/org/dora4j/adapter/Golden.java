package org.dora4j.adapter;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** Access to the fixtures that PEFT made. */
final class Golden {

  static final Path ADAPTERS =
      Path.of(System.getProperty("dora4j.root"), "testdata", "golden", "adapters");

  private Golden() {}

  static Transformer base(String name) {
    return base(name, DType.F32);
  }

  static Transformer base(String name, DType dtype) {
    try (ModelFiles files = Checkpoint.open(ADAPTERS.resolve(name).toString())) {
      return TransformerLoader.load(files, dtype, Device.CPU);
    }
  }

  static SafeTensors expected(String adapter) {
    return SafeTensors.open(ADAPTERS.resolve(adapter).resolve("expected.safetensors"));
  }

  /** The fixture's tokens; its logits [B, L, V] become [B·L, V] by a view. */
  static Tokens tokens(SafeTensors expected) {
    Tensor ids = expected.tensor("input_ids");
    int length = (int) ids.size(1);
    int[] flat = java.util.Arrays.stream(ids.toLongs()).mapToInt(id -> (int) id).toArray();
    List<int[]> rows =
        IntStream.range(0, (int) ids.size(0))
            .mapToObj(row -> java.util.Arrays.copyOfRange(flat, row * length, (row + 1) * length))
            .toList();
    return Tokens.of(rows.toArray(int[][]::new));
  }

  static Tensor rows(Tensor logits) {
    return logits.reshape(logits.size(0) * logits.size(1), logits.size(2));
  }
}
