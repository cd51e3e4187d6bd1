package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** A {@link LinearAdapter} in the place of a linear layer. */
final class LinearAttachment implements Attachment {

  private final Linear linear;
  private final LinearAdapter layer;
  private final BaseWeight weight;
  private final @Nullable String weightKey;
  private final boolean savesWeight;

  /**
   * @param weightKey key under which a file may hold the base weight too, or null
   * @param savesWeight whether it is written there
   */
  LinearAttachment(
      Linear linear,
      LinearAdapter layer,
      BaseWeight weight,
      @Nullable String weightKey,
      boolean savesWeight) {
    this.linear = linear;
    this.layer = layer;
    this.weight = weight;
    this.weightKey = weightKey;
    this.savesWeight = savesWeight;
  }

  LinearAdapter layer() {
    return layer;
  }

  @Override
  public List<Parameter> parameters() {
    return layer.parameters();
  }

  @Override
  public Map<String, Tensor> extras() {
    return savesWeight ? readable() : Map.of();
  }

  @Override
  public Map<String, Tensor> readable() {
    return weightKey == null ? Map.of() : Map.of(weightKey, weight.value());
  }

  @Override
  public void takeExtra(String key, Tensor tensor, Consumer<String> warnings) {
    weight.take(key, tensor, warnings);
    layer.refresh(0);
  }

  @Override
  public void enable() {
    weight.enable();
    linear.replaceBy(layer);
  }

  @Override
  public void disable() {
    linear.replaceBy(null);
    weight.disable();
  }

  @Override
  public void refresh(long step) {
    layer.refresh(step);
  }

  @Override
  public List<Merged> merged() {
    List<Merged> all = new ArrayList<>();
    all.add(new Merged(linear.weight(), layer.mergedWeight()));
    if (layer instanceof Lora lora && lora.bias() != null) {
      all.add(new Merged(requireBias(), mergedBias(lora.bias(), lora.lowRank().scaling())));
    }
    return all;
  }

  private Tensor mergedBias(Parameter bias, double scaling) {
    Tensor wide = requireBias().value().to(bias.value().dtype());
    return Ops.add(wide, bias.value(), scaling);
  }

  private Parameter requireBias() {
    Parameter bias = linear.bias();
    if (bias == null) {
      throw noBias(linear.name());
    }
    return bias;
  }

  static IllegalStateException noBias(String module) {
    return new IllegalStateException(
        "%s has no bias that lora_bias could be merged into; use the adapter unmerged."
            .formatted(module));
  }

  @Override
  public void close() {
    parameters().forEach(Parameter::close);
    layer.close();
    weight.close();
  }
}
