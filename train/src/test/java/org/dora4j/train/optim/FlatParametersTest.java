package org.dora4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlatParametersTest {
  private static final GroupOptions ONE = new GroupOptions("default", 0.1, 0);

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Map<String, Parameter> parameters(DType dtype) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put("a", new Parameter("a", Tensors.normal(0, 1, Rng.of(1), 3, 5).to(dtype)));
    parameters.put("m", new Parameter("m", Tensors.normal(0, 1, Rng.of(2), 7).to(dtype)));
    return parameters;
  }

  @Test
  void keepsValuesAndMakesThemViewsOfOneBuffer() {
    Map<String, Parameter> parameters = parameters(DType.F32);
    Tensor before = parameters.get("a").value().copy();
    try (FlatParameters flat = FlatParameters.of(parameters, name -> ONE)) {
      assertThat(flat.groups()).hasSize(1);
      assertThat(flat.count()).isEqualTo(22);
      assertThat(Ops.identical(before, parameters.get("a").value())).isTrue();
      flat.groups().get(0).values().fill_(2);
      assertThat(parameters.get("m").value().toFloats()).containsOnly(2f).hasSize(7);
      assertThat(parameters.get("a").value().shape()).containsExactly(3, 5);
    }
    assertThat(parameters.get("a").value().toFloats()).containsOnly(2f);
    assertThat(parameters.get("a").isTrainable()).isFalse();
  }

  @Test
  void viewsBeginAtMultiplesOf64Bytes() {
    Map<String, Parameter> parameters = parameters(DType.F32);
    try (FlatParameters flat = FlatParameters.of(parameters, name -> ONE)) {
      long start = flat.groups().get(0).values().address();
      assertThat((parameters.get("m").value().address() - start) % 64).isZero();
      assertThat(
              (parameters.get("m").gradient().address()
                      - flat.groups().get(0).gradients().address())
                  % 64)
          .isZero();
    }
  }

  @Test
  void halfPrecisionWeightsFollowTheirF32Masters() {
    Map<String, Parameter> parameters = parameters(DType.BF16);
    parameters.get("m").value().fill_(1);
    try (FlatParameters flat = FlatParameters.of(parameters, name -> ONE)) {
      Tensor master = flat.groups().get(0).values();
      assertThat(master.dtype()).isEqualTo(DType.F32);
      assertThat(parameters.get("m").gradient().dtype()).isEqualTo(DType.F32);
      for (int i = 0; i < 8; i++) {
        master.add_(0.001);
        flat.publish();
      }
      // Each of the eight additions alone is below half a unit in the last place of bf16 at 1.
      assertThat(parameters.get("m").value().dtype()).isEqualTo(DType.BF16);
      assertThat(parameters.get("m").value().toFloats()).containsOnly(1.0078125f);
    }
  }

  @Test
  void equalOptionsShareAGroup() {
    try (FlatParameters flat =
        FlatParameters.of(
            parameters(DType.F32),
            name -> new GroupOptions(name, name.equals("m") ? 0.2 : 0.1, 0))) {
      assertThat(flat.groups())
          .extracting(group -> group.options().name())
          .containsExactly("a", "m");
    }
  }

  @Test
  void theNormIsThatOfAllGroupsTogether() {
    Map<String, Parameter> parameters = parameters(DType.F32);
    try (FlatParameters flat =
        FlatParameters.of(parameters, name -> new GroupOptions(name, 0.1, 0))) {
      parameters.get("a").gradient().fill_(2);
      parameters.get("m").gradient().fill_(3);
      double norm = flat.gradientNorm().item();
      assertThat(norm).isCloseTo(Math.sqrt(15 * 4 + 7 * 9), within(1e-5));
      new GradientClip(1).apply(flat, norm);
      assertThat(flat.gradientNorm().item()).isCloseTo(1, within(1e-5));
      new GradientClip(5).apply(flat, 1);
      assertThat(flat.gradientNorm().item()).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void namesTheParameterWhoseGradientIsNotFinite() {
    Map<String, Parameter> parameters = parameters(DType.F32);
    try (FlatParameters flat = FlatParameters.of(parameters, name -> ONE)) {
      assertThat(flat.firstNonFiniteGradient()).isEmpty();
      parameters.get("m").gradient().select(0, 3).fill_(Double.NaN);
      assertThat(flat.gradientNorm().item()).isNaN();
      assertThat(flat.firstNonFiniteGradient()).contains("m");
    }
  }

  @Test
  void nothingToTrainIsAnError() {
    assertThatThrownBy(() -> FlatParameters.of(Map.of(), name -> ONE))
        .hasMessageContaining("nothing to train");
  }

  @Test
  void f64ModelsHaveF64Buffers() {
    Map<String, Parameter> parameters =
        Map.of("a", new Parameter("a", Tensors.ones(DType.F64, Device.CPU, 2)));
    try (FlatParameters flat = FlatParameters.of(parameters, name -> ONE)) {
      assertThat(flat.groups().get(0).values().dtype()).isEqualTo(DType.F64);
    }
  }
}
