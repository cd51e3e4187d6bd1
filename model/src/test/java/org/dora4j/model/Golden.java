package org.dora4j.model;

import java.nio.file.Path;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** Finds the fixtures that Python made. */
final class Golden {

  private Golden() {}

  static Path root() {
    return Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden");
  }

  static Transformer model(Path folder, DType dtype) {
    ModelFiles files = Checkpoint.open(folder.toString());
    try {
      return TransformerLoader.load(files, dtype, Device.CPU);
    } finally {
      files.weights().close();
    }
  }

  static SafeTensors tensors(Path file) {
    return SafeTensors.open(file);
  }

  /** The rows of a matrix of integers, each cut to where {@code mask} is 1. */
  static int[][] rows(Tensor matrix, Tensor mask) {
    int[][] rows = new int[(int) matrix.size(0)][];
    for (int i = 0; i < rows.length; i++) {
      long[] values = matrix.select(0, i).toLongs();
      long[] kept = mask.select(0, i).toLongs();
      rows[i] =
          java.util.stream.IntStream.range(0, values.length)
              .filter(t -> kept[t] == 1)
              .map(t -> (int) values[t])
              .toArray();
    }
    return rows;
  }
}
