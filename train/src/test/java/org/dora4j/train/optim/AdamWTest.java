package org.dora4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;

class AdamWTest {

  /** Scalar AdamW in doubles, written from the formulas in its own way. */
  private static final class Reference {
    private final double rate;
    private final double decay;
    private double theta;
    private double m;
    private double v;
    private int t;

    Reference(double theta, double rate, double decay) {
      this.theta = theta;
      this.rate = rate;
      this.decay = decay;
    }

    double step(double g, double factor) {
      t++;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double mHat = m / (1 - Math.pow(0.9, t));
      double vHat = v / (1 - Math.pow(0.999, t));
      theta -= rate * factor * (mHat / (Math.sqrt(vHat) + 1e-8) + decay * theta);
      return theta;
    }
  }

  private static Map<String, Parameter> parameters(double... values) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      parameters.put(
          "p" + i,
          new Parameter(
              "p" + i, Tensors.full(values[i], DType.F64, org.dora4j.torch.Device.CPU, 3)));
    }
    return parameters;
  }

  @Test
  void followsTheFormulasStepByStep() {
    try (Scope scope = Scope.open();
        FlatParameters flat =
            FlatParameters.of(
                parameters(0.7, -0.2),
                name -> new GroupOptions(name, name.equals("p0") ? 0.01 : 0.03, 0.1))) {
      AdamW optimiser = new AdamW(0.9, 0.999, 1e-8);
      Reference[] references = {new Reference(0.7, 0.01, 0.1), new Reference(-0.2, 0.03, 0.1)};
      for (int step = 0; step < 20; step++) {
        double factor = step / 20.0;
        for (int i = 0; i < 2; i++) {
          double g = Math.sin(step * (i + 1.0)) * (i == 0 ? 1 : 1e-3);
          Parameter parameter = flat.groups().get(i).parameters().get(0);
          parameter.gradient().fill_(g);
          references[i].step(g, factor);
        }
        optimiser.step(flat, factor);
        for (int i = 0; i < 2; i++) {
          Parameter parameter = flat.groups().get(i).parameters().get(0);
          assertThat(parameter.value().toDoubles()[2])
              .isCloseTo(references[i].theta, within(1e-12));
        }
      }
      assertThat(optimiser.steps()).isEqualTo(20);
    }
  }

  @Test
  void aGroupWithoutRateStaysAsItIs() {
    try (Scope scope = Scope.open();
        FlatParameters flat =
            FlatParameters.of(
                parameters(1, 1), name -> new GroupOptions(name, name.equals("p0") ? 0 : 0.1, 0))) {
      flat.groups().forEach(group -> group.gradients().fill_(0.5));
      new AdamW(0.9, 0.999, 1e-8).step(flat, 1);
      assertThat(flat.groups().get(0).parameters().get(0).value().toDoubles()).containsOnly(1.0);
      assertThat(flat.groups().get(1).parameters().get(0).value().toDoubles()[0])
          .isCloseTo(0.9, within(1e-6));
    }
  }

  @Test
  void largeBuffersAreUpdatedWhole() {
    long count = (1L << 22) + 5;
    try (Scope scope = Scope.open()) {
      Parameter parameter = new Parameter("w", Tensors.normal(0, 1, Rng.of(1), count));
      try (FlatParameters flat =
          FlatParameters.of(Map.of("w", parameter), name -> new GroupOptions(name, 0.1, 0))) {
        Tensor before = parameter.value().copy();
        flat.groups().get(0).gradients().fill_(1);
        new AdamW(0.9, 0.999, 1e-8).step(flat, 1);
        Tensor moved = Ops.sub(before, parameter.value());
        assertThat(Ops.maxDifference(moved, Tensors.full(0.1, DType.F32, moved.device(), count)))
            .isLessThan(1e-6);
      }
    }
  }
}
