package org.dora4j.train.optim;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Parameters with one learning rate, laid one behind another: values, gradients and both moments of
 * AdamW are a flat buffer each, which the parameters are views of. Every view begins at a multiple
 * of 64 bytes, as vector units like it; the gaps stay 0.
 */
public final class ParameterGroup implements AutoCloseable {

  private static final long ALIGNMENT_BYTES = 64;

  private final GroupOptions options;
  private final List<Parameter> parameters;
  private final long[] starts;
  private final Tensor values;
  private final Tensor gradients;
  private final Tensor firstMoments;
  private final Tensor secondMoments;
  private final List<Tensor> laneGradients = new ArrayList<>();

  /**
   * Moves the values of {@code parameters} into a buffer of {@code dtype} and gives each a view.
   */
  ParameterGroup(GroupOptions options, List<Parameter> parameters, DType dtype, Device device) {
    this.options = options;
    this.parameters = List.copyOf(parameters);
    this.starts = new long[parameters.size()];
    long count = 0;
    long step = ALIGNMENT_BYTES / dtype.bytes();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = count;
      count += (parameters.get(i).count() + step - 1) / step * step;
    }
    try (Scope scope = Scope.open()) {
      this.values = Tensors.zeros(dtype, device, count).retain();
      this.gradients = Tensors.zeros(dtype, device, count).retain();
      this.firstMoments = Tensors.zeros(dtype, device, count).retain();
      this.secondMoments = Tensors.zeros(dtype, device, count).retain();
      for (int i = 0; i < starts.length; i++) {
        moveIn(i);
      }
    }
  }

  private void moveIn(int index) {
    Parameter parameter = parameters.get(index);
    view(values, index).copy_(parameter.value());
    if (parameter.value().dtype() == values.dtype()) {
      parameter.replace(view(values, index));
    }
    parameter.gradient(view(gradients, index));
  }

  /**
   * Copies the values to the parameters that hold a narrower type than the buffer (half-precision
   * weights of full fine-tuning); the others are views already.
   */
  void publish() {
    try (Scope scope = Scope.open()) {
      for (int i = 0; i < starts.length; i++) {
        Parameter parameter = parameters.get(i);
        if (parameter.value().dtype() != values.dtype()) {
          parameter.value().copy_(view(values, i));
        }
      }
    }
  }

  private Tensor view(Tensor flat, int index) {
    Parameter parameter = parameters.get(index);
    return flat.narrow(0, starts[index], parameter.count()).view(parameter.value().shape());
  }

  /** Gives passes in so many lanes a gradient buffer each; the first lane has it already. */
  void provideLanes(int lanes) {
    if (lanes - 1 <= laneGradients.size()) {
      return;
    }
    try (Scope scope = Scope.open()) {
      while (laneGradients.size() < lanes - 1) {
        laneGradients.add(Tensors.zerosLike(gradients).retain());
      }
      for (int i = 0; i < starts.length; i++) {
        int index = i;
        parameters
            .get(i)
            .laneGradients(laneGradients.stream().map(flat -> view(flat, index)).toList());
      }
    }
  }

  /** Adds what the lanes have gathered to the gradients, in the lanes' order. */
  void collectLanes() {
    for (Tensor lane : laneGradients) {
      gradients.add_(lane);
      lane.zero_();
    }
  }

  public GroupOptions options() {
    return options;
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  /** θ [n] in F32, or F64 for an F64 model. */
  public Tensor values() {
    return values;
  }

  /** The gradients of the loss, added up since they were last cleared: [n]. */
  public Tensor gradients() {
    return gradients;
  }

  /** AdamW's running mean of the gradients: [n]. */
  public Tensor firstMoments() {
    return firstMoments;
  }

  /** AdamW's running mean of the squared gradients: [n]. */
  public Tensor secondMoments() {
    return secondMoments;
  }

  /** Freezes the parameters and lets the buffers go; views keep their values alive. */
  @Override
  public void close() {
    parameters.forEach(parameter -> parameter.gradient(null));
    values.close();
    gradients.close();
    firstMoments.close();
    secondMoments.close();
    laneGradients.forEach(Tensor::close);
  }
}
