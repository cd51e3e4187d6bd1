package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loss and gradient of every parameter against torch's autograd through transformers' model (whose
 * norms compute in F32 even in an F64 model).
 */
class GoldenGradientsTest {

  @ParameterizedTest
  @CsvSource({"grads, F32, 1e-5, false", "grads64, F64, 1e-6, false", "grads64, F64, 1e-6, true"})
  void equalTorch(String file, DType dtype, double tolerance, boolean recompute) {
    Path folder = Golden.root().resolve("models/mha");
    try (Scope scope = Scope.open();
        Transformer model = Golden.model(folder, dtype);
        SafeTensors golden = Golden.tensors(folder.resolve(file + ".safetensors"))) {
      model.recompute(recompute);
      Tensor mask = golden.tensor("attention_mask");
      Tokens tokens =
          Tokens.of(
              Golden.rows(golden.tensor("input_ids"), mask),
              Golden.rows(golden.tensor("labels"), mask));
      model.parameters().values().forEach(p -> p.gradient(Tensors.zerosLike(p.value())));
      double scale = 1.0 / tokens.trained();
      Tensor sum = Loss.backward(model, tokens, scale, Tape.NO_DROPOUT);
      double expected = golden.tensor("loss").item();
      assertThat(sum.item() * scale).isCloseTo(expected, within(tolerance));
      assertThat(Loss.evaluate(model, tokens) * scale).isCloseTo(expected, within(tolerance));
      for (Parameter parameter : model.parameters().values()) {
        Tensor gradient = golden.tensor("grad." + parameter.name());
        assertThat(Ops.maxDifference(parameter.gradient(), gradient))
            .as(parameter.name())
            .isLessThan(tolerance);
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double tolerance) {
    return org.assertj.core.data.Offset.offset(tolerance);
  }
}
