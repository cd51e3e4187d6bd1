package org.dora4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Gradients of any function of tensors by libtorch's autograd: the oracle for explicit backward
 * passes.
 */
public final class Autograd {

  private Autograd() {}

  /** Value of a function and the gradients of its inputs. */
  public record Result(Tensor value, List<Tensor> gradients) {}

  /**
   * Evaluates {@code function} at {@code inputs} and pulls {@code outputGradient} back through it.
   * Inputs that the function does not use get a gradient of zeros.
   *
   * @param outputGradient maps the value to the gradient of a scalar with respect to it
   */
  public static Result vjp(
      Function<List<Tensor>, Tensor> function,
      List<Tensor> inputs,
      Function<Tensor, Tensor> outputGradient) {
    try (AutoGradMode recording = new AutoGradMode(true)) {
      List<Tensor> leaves = new ArrayList<>();
      for (Tensor input : inputs) {
        Tensor leaf = input.detached();
        leaf.torch.requires_grad_(true);
        leaves.add(leaf);
      }
      Tensor value = function.apply(leaves);
      Tensor dy = outputGradient.apply(value.detached());
      TensorVector gradients =
          torch.grad(
              Ops.vector(List.of(value)),
              Ops.vector(leaves),
              Ops.vector(List.of(dy)),
              new BoolOptional(false),
              false,
              true);
      List<Tensor> result = new ArrayList<>();
      for (int i = 0; i < leaves.size(); i++) {
        org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
        result.add(
            gradient.defined()
                ? new Tensor(gradient).detached()
                : Tensors.zerosLike(inputs.get(i)));
      }
      return new Result(value.detached(), result);
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }
}
