package org.dora4j.model;

import java.util.List;
import java.util.function.Function;
import org.dora4j.torch.Autograd;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * Any function of tensors as a {@link Layer}: its gradient comes from libtorch's autograd, run anew
 * in backward. Slower than an explicit backward pass, and the oracle that those are tested against.
 */
public final class AutogradLayer implements Layer {

  private final Function<List<Tensor>, Tensor> function;
  private final List<Parameter> parameters;

  /**
   * @param function of the input followed by the parameters' values
   * @param parameters whose gradients are added to their buffers where they are trainable
   */
  public AutogradLayer(Function<List<Tensor>, Tensor> function, List<Parameter> parameters) {
    this.function = function;
    this.parameters = List.copyOf(parameters);
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    tape.push(x);
    try (Scope scope = Scope.open()) {
      return scope.keep(function.apply(inputs(x)));
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      Autograd.Result result = Autograd.vjp(function, inputs(tape.pop()), y -> dy);
      for (int i = 0; i < parameters.size(); i++) {
        if (parameters.get(i).isTrainable()) {
          parameters.get(i).gradient().add_(result.gradients().get(i + 1));
        }
      }
      return scope.keep(result.gradients().get(0));
    }
  }

  private List<Tensor> inputs(Tensor x) {
    List<Tensor> inputs = new java.util.ArrayList<>();
    inputs.add(x);
    parameters.forEach(p -> inputs.add(p.value()));
    return inputs;
  }
}
