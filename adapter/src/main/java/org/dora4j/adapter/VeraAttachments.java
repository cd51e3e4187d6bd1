package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Makes the layers of a VeRA or DVoRA adapter around one {@link SharedProjection}. */
final class VeraAttachments {

  private final Transformer model;
  private final AdapterConfig config;
  private final boolean drawn;
  private final SharedProjection projection;

  /**
   * @param drawn whether first values count, or will be overwritten from a file
   */
  VeraAttachments(Transformer model, AdapterConfig config, List<Target> targets, boolean drawn) {
    this.model = model;
    this.config = config;
    this.drawn = drawn;
    SharedProjection.Size size = SharedProjection.Size.of(targets);
    DType dtype = model.dtype();
    Device device = model.device();
    ProjectionOptions options = config.projection();
    this.projection =
        drawn || !options.saved()
            ? SharedProjection.drawn(size, options.key(), dtype, device)
            : SharedProjection.empty(size, dtype, device);
  }

  /** The shared matrices, for the file. */
  Attachment projection() {
    return new ProjectionAttachment(projection, config.projection().saved());
  }

  /**
   * What stands in for a linear layer: d constant, b zeros, and a magnitude that changes nothing.
   */
  LinearAdapter layer(Target target, Linear linear) {
    ModuleTree.Module module = target.module();
    DType dtype = Initialiser.master(model.dtype());
    Device device = model.device();
    double initialD = config.projection().initialD();
    Parameter d =
        parameter(module, PeftKeys.VERA_D, Tensors.full(initialD, dtype, device, target.rank()));
    Parameter b =
        parameter(module, PeftKeys.VERA_B, Tensors.zeros(dtype, device, module.outputs()));
    VeraUpdate update = new VeraUpdate(projection, d, b, module.inputs());
    long id = module.name().hashCode();
    if (config.method() == Method.VERA) {
      return new Vera(linear, update, config.dropout(), id);
    }
    Tensor norms =
        drawn
            ? Initialiser.rowNorms(linear.weight().value())
            : Tensors.zeros(dtype, device, module.outputs());
    Parameter magnitude = parameter(module, PeftKeys.VERA_MAGNITUDE, norms);
    return new Dvora(linear, update, magnitude, config.dropout(), id, config.detachedNorm());
  }

  private static Parameter parameter(ModuleTree.Module module, String leaf, Tensor value) {
    return new Parameter(PeftKeys.of(module, leaf), value);
  }
}
