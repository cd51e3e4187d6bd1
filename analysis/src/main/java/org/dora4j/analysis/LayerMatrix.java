package org.dora4j.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A linear layer inside a block of the model.
 *
 * @param path e.g. {@code model.layers.3.self_attn.q_proj}
 * @param layer number of the block, from 0
 * @param module last part of the path
 */
record LayerMatrix(String path, int layer, String module) {
  /** By layer, and in a layer in the order of computation, whatever the order of the file. */
  static final Comparator<LayerMatrix> ORDER =
      Comparator.comparingInt(LayerMatrix::layer).thenComparingInt(LayerMatrix::place);

  private static final List<String> PLACES =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final Pattern PATH =
      Pattern.compile("model\\.layers\\.(\\d{1,6})\\.(?:\\w+\\.)*(\\w+_proj)");

  /** What a path names; empty for what is outside the blocks or no linear layer. */
  static Optional<LayerMatrix> of(String path) {
    Matcher matcher = PATH.matcher(path);
    return matcher.matches()
        ? Optional.of(new LayerMatrix(path, Integer.parseInt(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  private int place() {
    return PLACES.indexOf(module);
  }

  /** Name of its tensor. */
  String weight() {
    return path + ".weight";
  }
}
