package org.dora4j.adapter;

import java.util.Map;
import java.util.OptionalInt;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/** One adapted layer with named tensors, for tests of the layer mathematics. */
final class LayerBench implements AutoCloseable {

  private static final ModelConfig ANY =
      new ModelConfig(
          4,
          4,
          4,
          1,
          1,
          1,
          4,
          1e-5,
          true,
          false,
          false,
          new RopeConfig(RopeConfig.Type.DEFAULT, 10000, 1, 1, 4, 64),
          64,
          OptionalInt.empty(),
          java.util.List.of(),
          DType.F64);

  private final Transformer owner = TransformerLoader.random(ANY, 1, DType.F64, Device.CPU);

  /** A tape whose key turns dropout on. */
  Tape tape(long tokens) {
    return owner.trainingTape(Sequences.of((int) tokens), 1);
  }

  static Linear linear(Tensor weight, @Nullable Tensor bias) {
    Parameter b = bias == null ? null : trainable("bias", bias);
    return new Linear("layer", new Parameter("weight", weight), b);
  }

  static Parameter trainable(String name, Tensor value) {
    Parameter parameter = new Parameter(name, value.copy());
    parameter.gradient(Tensors.zerosLike(value));
    return parameter;
  }

  static LowRank lowRank(Tensor a, Tensor b, double scaling) {
    return new LowRank(trainable("lora_A.weight", a), trainable("lora_B.weight", b), scaling);
  }

  /** Dropout that always uses {@code mask}, or none. */
  static Dropout masked(@Nullable Tensor mask) {
    return new Dropout() {
      @Override
      public boolean isActive(Tape tape) {
        return mask != null;
      }

      @Override
      public Tensor apply(Tensor x, Tape tape) {
        return Ops.mul(x, java.util.Objects.requireNonNull(mask));
      }

      @Override
      public Tensor addTo(Tensor dx, Tensor d, Tape tape) {
        return dx.addMul_(d, java.util.Objects.requireNonNull(mask), 1);
      }
    };
  }

  static Map<String, Tensor> gradients(LinearAdapter adapter) {
    return adapter.parameters().stream()
        .collect(java.util.stream.Collectors.toMap(Parameter::name, Parameter::gradient));
  }

  @Override
  public void close() {
    owner.close();
  }
}
