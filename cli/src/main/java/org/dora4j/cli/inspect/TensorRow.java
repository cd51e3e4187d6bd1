package org.dora4j.cli.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;

/**
 * A tensor of a file, or the same tensor of several layers.
 *
 * @param name with {@code *} in place of the layer where it stands for several
 * @param dtype that the values have when they are read
 * @param shape of each
 * @param times how many tensors this row stands for
 */
record TensorRow(String name, DType dtype, List<Long> shape, int times) {

  /** Every tensor of a source. */
  static List<TensorRow> all(WeightSource source) {
    return source.names().stream()
        .map(name -> new TensorRow(name, source.dtype(name), shape(source, name), 1))
        .toList();
  }

  private static List<Long> shape(WeightSource source, String name) {
    return Arrays.stream(source.shape(name)).boxed().toList();
  }

  /** The rows with the layers of equal tensors drawn together. */
  static List<TensorRow> together(List<TensorRow> rows) {
    Map<TensorRow, Integer> counts = new LinkedHashMap<>();
    for (TensorRow row : rows) {
      String name = row.name.replaceAll("\\.\\d+\\.", ".*.");
      counts.merge(new TensorRow(name, row.dtype, row.shape, 1), row.times, Integer::sum);
    }
    List<TensorRow> together = new ArrayList<>();
    counts.forEach((row, n) -> together.add(new TensorRow(row.name, row.dtype, row.shape, n)));
    return together;
  }

  /** Values of one tensor. */
  long count() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Bytes of all tensors of the row. */
  long bytes() {
    return count() * dtype.bytes() * times;
  }

  /** The shape as people write it: {@code 1024 × 64}. */
  String shapeText() {
    return shape.isEmpty()
        ? "scalar"
        : shape.stream().map(String::valueOf).collect(Collectors.joining(" × "));
  }
}
