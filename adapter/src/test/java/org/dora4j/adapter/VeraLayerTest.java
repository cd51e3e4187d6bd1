package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One VeRA or DVoRA layer in F64, on a projection that is larger than the layer. */
class VeraLayerTest {

  private static final long IN = 7;
  private static final long OUT = 5;
  private static final long TOKENS = 6;

  private final SharedProjection projection =
      SharedProjection.drawn(
          new SharedProjection.Size(4, IN + 2, OUT + 3), 1, DType.F64, Device.CPU);

  private static Tensor noise(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(9, key), shape).to(DType.F64);
  }

  private VeraUpdate update() {
    return new VeraUpdate(
        projection,
        LayerBench.trainable("d", noise(1, 4)),
        LayerBench.trainable("b", noise(2, OUT)),
        IN);
  }

  private static Parameter magnitude() {
    return LayerBench.trainable("m", noise(3, OUT));
  }

  private static Linear base() {
    return LayerBench.linear(noise(4, OUT, IN), null);
  }

  /** Λb B Λd A, entry by entry as the definition says. */
  private Tensor dense(VeraUpdate update) {
    double[] values = new double[(int) (OUT * IN)];
    double[] a = projection.a().toDoubles();
    double[] b = projection.b().toDoubles();
    double[] d = update.d().value().toDoubles();
    double[] scale = update.b().value().toDoubles();
    for (int j = 0; j < OUT; j++) {
      for (int i = 0; i < IN; i++) {
        for (int k = 0; k < 4; k++) {
          values[j * (int) IN + i] += scale[j] * b[j * 4 + k] * d[k] * a[k * (int) (IN + 2) + i];
        }
      }
    }
    return Tensors.of(values, OUT, IN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear_vera", "linear_vera_dropout"})
  void equalsPeft(String name) {
    Path file =
        Path.of(System.getProperty("dora4j.root"), "testdata/golden/layers", name + ".safetensors");
    try (Scope scope = Scope.open();
        LayerBench bench = new LayerBench();
        SafeTensors golden = SafeTensors.open(file)) {
      Tensor a = golden.tensor("A");
      Tensor b = golden.tensor("B");
      SharedProjection shared =
          SharedProjection.empty(
              new SharedProjection.Size(a.size(0), a.size(1), b.size(0)), DType.F64, Device.CPU);
      shared.set(a, b);
      VeraUpdate update =
          new VeraUpdate(
              shared,
              LayerBench.trainable("d", golden.tensor("d")),
              LayerBench.trainable("b", golden.tensor("b")),
              a.size(1));
      @Nullable Tensor mask = name.contains("dropout") ? flat(golden.tensor("mask")) : null;
      Linear base = LayerBench.linear(golden.tensor("W"), golden.tensor("bias"));
      Vera layer = new Vera(base, update, LayerBench.masked(mask));
      Tensor x = flat(golden.tensor("x"));
      try (Tape tape = bench.tape(x.size(0))) {
        assertClose(layer.forward(x, tape), flat(golden.tensor("y")));
        assertClose(layer.backward(flat(golden.tensor("g")), tape), flat(golden.tensor("dx")));
        assertThat(tape.depth()).isZero();
      }
      Map<String, Tensor> gradients = LayerBench.gradients(layer);
      assertClose(gradients.get("d"), golden.tensor("dd"));
      assertClose(gradients.get("b"), golden.tensor("db"));
    }
  }

  private static Tensor flat(Tensor x) {
    return x.reshape(-1, x.size(2)).contiguous();
  }

  private static void assertClose(@Nullable Tensor actual, Tensor expected) {
    assertThat(Ops.maxDifference(java.util.Objects.requireNonNull(actual), expected))
        .isLessThan(1e-11);
  }

  @Test
  void thatHasLearntNothingIsTheBase() {
    try (Scope scope = Scope.open();
        LayerBench bench = new LayerBench();
        Tape tape = bench.tape(TOKENS)) {
      VeraUpdate update = update();
      update.b().value().mul_(0);
      Tensor x = noise(5, TOKENS, IN);
      Vera layer = new Vera(base(), update, 0, 1);
      assertThat(Ops.identical(layer.forward(x, tape), Ops.linear(x, base().weight().value())))
          .isTrue();
    }
  }

  @Test
  void mergesToTheDefinition() {
    try (Scope scope = Scope.open()) {
      VeraUpdate update = update();
      Tensor v = Ops.add(base().weight().value(), dense(update));
      assertClose(new Vera(base(), update, 0, 1).mergedWeight(), v);
      Tensor gain = Ops.div(magnitude().value(), Ops.rowNorm(v, DType.F64)).unsqueeze(1);
      Dvora dvora = new Dvora(base(), update, magnitude(), 0, 1, true);
      assertClose(dvora.mergedWeight(), Ops.mul(v, gain));
      assertClose(update.rowNorms(base().weight().value()), Ops.rowNorm(v, DType.F64));
    }
  }

  /** dV = g ⊙ (dyᵀ x) with the norm held fast, then every formula of the class comment. */
  @Test
  void gradientsOfDvoraAreThoseOfADetachedNorm() {
    try (Scope scope = Scope.open();
        LayerBench bench = new LayerBench();
        Tape tape = bench.tape(TOKENS)) {
      VeraUpdate update = update();
      Parameter m = magnitude();
      Dvora layer = new Dvora(base(), update, m, 0, 1, true);
      Tensor x = noise(5, TOKENS, IN);
      Tensor dy = noise(6, TOKENS, OUT);
      Tensor v = Ops.add(base().weight().value(), dense(update));
      Tensor n = Ops.rowNorm(v, DType.F64);
      Tensor gain = Ops.div(m.value(), n).unsqueeze(1);
      layer.forward(x, tape);
      assertClose(layer.backward(dy, tape), Ops.matmul(dy, Ops.mul(v, gain)));
      Tensor g = Ops.matmul(dy.t(), x);
      assertClose(m.gradient(), Ops.div(Ops.sum(Ops.mul(g, v), 1, false), n));
      Tensor dV = Ops.mul(g, gain);
      Tensor a = projection.a().narrow(1, 0, IN);
      Tensor b = projection.b().narrow(0, 0, OUT);
      Tensor scaledA = Ops.mul(a, update.d().value().unsqueeze(1));
      assertClose(update.b().gradient(), Ops.sum(Ops.mul(dV, Ops.matmul(b, scaledA)), 1, false));
      Tensor scaledB = Ops.mul(b, update.b().value().unsqueeze(1));
      assertClose(
          update.d().gradient(), Ops.sum(Ops.mul(scaledB, Ops.matmul(dV, a.t())), 0, false));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFactorsGiveWhatTheMergedWeightGives(boolean withMagnitude) {
    try (Scope scope = Scope.open()) {
      Tensor x = noise(5, TOKENS, IN);
      Tensor dy = noise(6, TOKENS, OUT);
      VeraUpdate one = update();
      VeraUpdate two = update();
      try (VeraWeight merged =
              new VeraWeight(base(), one, withMagnitude ? magnitude() : null, true);
          VeraWeight factored =
              new VeraWeight(base(), two, withMagnitude ? magnitude() : null, false)) {
        assertClose(factored.product(x), merged.product(x));
        Tensor ours = factored.transposedProduct(dy, factored.accumulate(dy, x));
        assertClose(ours, merged.transposedProduct(dy, merged.accumulate(dy, x)));
        assertClose(two.d().gradient(), one.d().gradient());
        assertClose(two.b().gradient(), one.b().gradient());
      }
    }
  }

  @Test
  void dropoutInDvoraSparesTheBase() {
    try (Scope scope = Scope.open();
        LayerBench bench = new LayerBench();
        Tape tape = bench.tape(TOKENS)) {
      Tensor mask = Ops.lessOrEqual(noise(7, TOKENS, IN), 0).to(DType.F64).mul_(2);
      Dvora layer = new Dvora(base(), update(), magnitude(), LayerBench.masked(mask), true);
      Tensor x = noise(5, TOKENS, IN);
      Tensor dy = noise(6, TOKENS, OUT);
      Tensor w = base().weight().value();
      Tensor more = Ops.sub(layer.mergedWeight(), w);
      Tensor y = Ops.add(Ops.linear(x, w), Ops.linear(Ops.mul(x, mask), more));
      assertClose(layer.forward(x, tape), y);
      Tensor dx = Ops.add(Ops.matmul(dy, w), Ops.mul(Ops.matmul(dy, more), mask));
      assertClose(layer.backward(dy, tape), dx);
    }
  }
}
