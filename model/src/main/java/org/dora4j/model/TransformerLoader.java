package org.dora4j.model;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import org.dora4j.model.checkpoint.ExpectedTensors;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.WeightChecks;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.HostHeap;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.Weight;

/** Makes {@link Transformer}s: from files, tensor by tensor, or with random weights. */
public final class TransformerLoader {
  private static final double DEVIATION = 0.02;

  private TransformerLoader() {}

  /** As {@link #load(ModelFiles, WeightForm)}, without quantisation. */
  public static Transformer load(ModelFiles files, DType dtype, Device device) {
    return load(files, WeightForm.plain(dtype, device));
  }

  /**
   * Loads the weights of {@code files}. Each tensor is converted, and packed, on its own, so that
   * memory never holds the model twice, nor whole where it is packed.
   *
   * @throws IllegalArgumentException if a tensor has another shape than the configuration says
   * @throws org.dora4j.model.file.ModelFileException if a tensor is missing or holds numbers that
   *     are not finite
   */
  public static Transformer load(ModelFiles files, WeightForm form) {
    return load(files, form, () -> {});
  }

  /**
   * As {@link #load(ModelFiles, WeightForm)}, unless it has become useless.
   *
   * @param wanted is run before each tensor; what it throws ends the loading
   */
  public static Transformer load(ModelFiles files, WeightForm form, Runnable wanted) {
    // On a CPU the threads of libtorch's own loops would stand in each other's way.
    return load(files, form, form.device().cuda(), wanted);
  }

  /**
   * As {@link #load(ModelFiles, WeightForm, Runnable)}.
   *
   * @param ahead read several tensors at once, ahead of where they are needed
   */
  static Transformer load(ModelFiles files, WeightForm form, boolean ahead, Runnable wanted) {
    if (!ahead) {
      return assemble(
          files.config(),
          form,
          (name, shape) -> {
            wanted.run();
            return stored(files, name, shape, form);
          });
    }
    Map<String, long[]> shapes = ExpectedTensors.of(files.config());
    try (TensorsAhead tensors =
        new TensorsAhead(
            shapes.keySet(),
            name -> stored(files, name, shapes.getOrDefault(name, new long[0]), form))) {
      return assemble(
          files.config(),
          form,
          (name, shape) -> {
            wanted.run();
            return tensors.take(name);
          });
    }
  }

  private static Transformer assemble(
      ModelConfig config, WeightForm form, BiFunction<String, long[], Weight> weights) {
    Transformer model = new Transformer(config, ModelParts.of(config, weights), form);
    if (form.quantisation() != Quantisation.NONE && !form.device().cuda()) {
      // Each tensor was there whole for a moment, and what is left of it lies in between.
      HostHeap.trim();
    }
    return model;
  }

  private static Weight stored(ModelFiles files, String name, long[] shape, WeightForm form) {
    Tensor read = read(files, name, shape, form.dtype(), form.device());
    return form.quantisation().stored(name, read);
  }

  private static Tensor read(
      ModelFiles files, String name, long[] shape, DType dtype, Device device) {
    WeightSource weights = files.weights();
    if (!Arrays.equals(weights.shape(name), shape)) {
      throw new IllegalArgumentException(
          files.location()
              + ": tensor "
              + name
              + " has shape "
              + Arrays.toString(weights.shape(name))
              + " but config.json says "
              + Arrays.toString(shape));
    }
    Tensor stored = weights.tensor(name);
    Tensor there = stored.to(device);
    WeightChecks.requireFinite(files.location().toString(), name, there);
    Tensor converted = there.to(dtype);
    Tensor own = device.cuda() || converted != stored ? converted : converted.copy();
    weights.done(name);
    return own;
  }

  /**
   * A model with random weights: normal with deviation 0.02, norms 1, biases 0. A GPU draws its
   * own, so that billions of weights take a second and never exist on the host; they are other
   * numbers than a CPU draws from the same seed.
   *
   * @param seed of the random numbers
   */
  public static Transformer random(ModelConfig config, long seed, WeightForm form) {
    long[] key = {0};
    return assemble(
        config,
        form,
        (name, shape) ->
            form.quantisation()
                .stored(name, initial(name, shape, seed, key[0]++, form.dtype(), form.device())));
  }

  /** The same without quantisation. */
  public static Transformer random(ModelConfig config, long seed, DType dtype, Device device) {
    return random(config, seed, WeightForm.plain(dtype, device));
  }

  private static Tensor initial(
      String name, long[] shape, long seed, long key, DType dtype, Device device) {
    if (name.endsWith("norm.weight")) {
      return Tensors.ones(dtype, device, shape);
    }
    if (name.endsWith(".bias")) {
      return Tensors.zeros(dtype, device, shape);
    }
    return device.cuda()
        ? Tensors.normalOn(device, dtype, DEVIATION, Rng.mix(seed, key), shape)
        : Tensors.normal(0, DEVIATION, Rng.of(seed, key), shape).to(dtype);
  }
}
