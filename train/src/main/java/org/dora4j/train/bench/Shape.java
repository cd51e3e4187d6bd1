package org.dora4j.train.bench;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;

/** Shapes of well-known models, for measurements with random weights that need no file. */
public enum Shape {
  SMOLLM2_135M("smollm2-135m", 49152, 576, 1536, 30, 9, 3, 64, true),
  LLAMA_7B("llama-7b", 32000, 4096, 11008, 32, 32, 32, 128, false),
  LLAMA_13B("llama-13b", 32000, 5120, 13824, 40, 40, 40, 128, false),
  LLAMA3_8B("llama3-8b", 128256, 4096, 14336, 32, 32, 8, 128, false);

  private final String label;
  private final ModelConfig config;

  Shape(
      String label,
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyValueHeads,
      int headSize,
      boolean tied) {
    this.label = label;
    this.config =
        new ModelConfig(
            vocabulary,
            hidden,
            intermediate,
            layers,
            heads,
            keyValueHeads,
            headSize,
            1e-5,
            tied,
            false,
            false,
            RopeConfig.of(10000),
            32768,
            OptionalInt.empty(),
            List.of(),
            DType.BF16);
  }

  /** The name that commands take, e.g. {@code llama-7b}. */
  public String label() {
    return label;
  }

  public ModelConfig config() {
    return config;
  }

  /** The shape of this name. */
  public static Shape named(String name) {
    return Arrays.stream(values())
        .filter(shape -> shape.label.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no shape '" + name + "'; the shapes are " + names()));
  }

  /** All names, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(Shape::label).collect(Collectors.joining(", "));
  }
}
