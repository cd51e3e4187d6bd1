package org.dora4j.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** The {@link SharedProjection} of an adapter: nothing to train, but part of its file. */
final class ProjectionAttachment implements Attachment {

  private final SharedProjection projection;
  private final boolean saved;

  /**
   * @param saved whether A and B are written to the file, and must be in it
   */
  ProjectionAttachment(SharedProjection projection, boolean saved) {
    this.projection = projection;
    this.saved = saved;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public Map<String, Tensor> extras() {
    return saved ? readable() : Map.of();
  }

  @Override
  public Map<String, Tensor> readable() {
    Map<String, Tensor> both = new LinkedHashMap<>();
    both.put(PeftKeys.PROJECTION_A, projection.a());
    both.put(PeftKeys.PROJECTION_B, projection.b());
    return both;
  }

  @Override
  public Set<String> required() {
    return extras().keySet();
  }

  @Override
  public void takeExtra(String key, Tensor tensor, Consumer<String> warnings) {
    boolean first = key.equals(PeftKeys.PROJECTION_A);
    if (!saved) {
      warnIfOther(key, tensor, first ? projection.a() : projection.b(), warnings);
    }
    if (first) {
      projection.setA(tensor);
    } else {
      projection.setB(tensor);
    }
  }

  private static void warnIfOther(
      String key, Tensor stored, Tensor drawn, Consumer<String> warnings) {
    try (Scope scope = Scope.open()) {
      if (!Ops.identical(stored.to(drawn.device()).to(drawn.dtype()), drawn)) {
        warnings.accept(
            "The adapter holds %s although save_projection is false, and it is not what its projection_prng_key draws; the stored one is used, where PEFT would use the drawn one."
                .formatted(key));
      }
    }
  }

  @Override
  public void enable() {
    // Layers hold the projection themselves.
  }

  @Override
  public void disable() {
    // Nothing of the base has been touched.
  }

  @Override
  public List<Merged> merged() {
    return List.of();
  }

  @Override
  public void close() {
    projection.close();
  }
}
