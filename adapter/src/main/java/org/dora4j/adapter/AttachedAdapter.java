package org.dora4j.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;

/**
 * An adapter on a model: enabled (the model computes with it), disabled (the model computes as
 * before), merged into the weights, or detached. {@link Adapters} makes one; it starts enabled.
 */
public final class AttachedAdapter implements AutoCloseable {

  private enum State {
    ENABLED,
    DISABLED,
    MERGED,
    DETACHED
  }

  /** A weight that a merge replaced, retained. */
  private record Original(Parameter base, Weight value) {}

  private final Transformer model;
  private final AdapterConfig config;
  private final List<Attachment> attachments;
  private final ParameterCount count;
  private final List<String> warnings;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final List<Original> originals = new ArrayList<>();
  private State state = State.DISABLED;

  AttachedAdapter(
      Transformer model,
      AdapterConfig config,
      List<Attachment> attachments,
      ParameterCount count,
      List<String> warnings) {
    this.model = model;
    this.config = config;
    this.attachments = List.copyOf(attachments);
    this.count = count;
    this.warnings = new ArrayList<>(warnings);
    attachments.forEach(a -> a.parameters().forEach(p -> parameters.put(p.name(), p)));
  }

  /**
   * Loads an adapter that PEFT or dora4j saved, or one in the layout of the paper's code (NVlabs),
   * of Cornell's replication or of fsdp_qlora, and enables it.
   *
   * @param folder holds adapter_config.json with adapter_model.safetensors or adapter_model.bin, or
   *     a model_state_dict.safetensors of fsdp_qlora
   * @throws org.dora4j.model.file.ModelFileException if the files are not sound, incomplete, or
   *     made for another model
   */
  public static AttachedAdapter load(Transformer model, Path folder) {
    return Adapters.load(model, folder);
  }

  /** The options, with {@code all-linear} spelt out as module names. */
  public AdapterConfig config() {
    return config;
  }

  /**
   * Every trained tensor by its name in PEFT's file: A, B, magnitudes, copies of saved modules,
   * biases. F32, or F64 in an F64 model; the order is always the same. They are frozen until they
   * get a gradient buffer; call {@link #refresh} after changing them.
   */
  public Map<String, Parameter> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * What stands in for each adapted linear layer, by the layer's path, e.g. {@code
   * model.layers.0.self_attn.q_proj}; an adapted embedding is not among them.
   */
  public Map<String, LinearAdapter> linears() {
    Map<String, LinearAdapter> linears = new LinkedHashMap<>();
    for (Attachment attachment : attachments) {
      if (attachment instanceof LinearAttachment linear) {
        linears.put(linear.layer().base().name(), linear.layer());
      }
    }
    return linears;
  }

  /** Whether a parameter is a magnitude, which may have a learning rate of its own. */
  public static boolean isMagnitude(String name) {
    return name.endsWith("." + PeftKeys.MAGNITUDE) || name.endsWith("." + PeftKeys.VERA_MAGNITUDE);
  }

  /** How many parameters are trained, and of how many. */
  public ParameterCount count() {
    return count;
  }

  /** What the user should know and PEFT does in silence, a sentence each. */
  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  public boolean isEnabled() {
    return state == State.ENABLED;
  }

  public boolean isMerged() {
    return state == State.MERGED;
  }

  /** To be called when parameters have changed: norms and merged weights are computed anew. */
  public void refresh() {
    refresh(0);
  }

  /**
   * The same in a training.
   *
   * @param step how many steps have made the parameters: with it go the random numbers by which
   *     merged halves are rounded, so that a resumed run rounds as an uninterrupted one does
   */
  public void refresh(long step) {
    attachments.forEach(attachment -> attachment.refresh(step));
  }

  /**
   * Lets the model compute with the adapter.
   *
   * @throws IllegalStateException if another adapter is enabled on the model
   */
  public void enable() {
    require(state != State.MERGED, "is merged; unmerge it first");
    require(state != State.DETACHED, "has been detached");
    if (state == State.DISABLED) {
      Adapters.requireFree(model);
      attachments.forEach(Attachment::enable);
      state = State.ENABLED;
    }
  }

  /** Lets the model compute as it did before, biases and saved modules included. */
  public void disable() {
    require(state != State.MERGED, "is merged; unmerge it first");
    if (state == State.ENABLED) {
      attachments.forEach(Attachment::disable);
      state = State.DISABLED;
    }
  }

  /**
   * Writes the adapter into the model's weights, in their type. The old weights are kept for {@link
   * #unmerge}.
   *
   * @throws IllegalStateException if the merged weights would not be finite, or a lora_bias has no
   *     bias to go into; the model is then as it was
   */
  public void merge() {
    merge(true);
  }

  /**
   * Writes the adapter into the model's weights for good and detaches it; needs less memory.
   *
   * @throws IllegalStateException as {@link #merge} does, but the model is then merged in part
   */
  public void mergeAndDetach() {
    try {
      merge(false);
    } finally {
      attachments.forEach(Attachment::close);
      state = State.DETACHED;
    }
  }

  private void merge(boolean keepOriginals) {
    enable();
    try {
      for (Attachment attachment : attachments) {
        try (Scope scope = Scope.open()) {
          List<Attachment.Merged> merged = attachment.merged();
          attachment.disable();
          merged.forEach(m -> write(m, keepOriginals));
        }
      }
      state = State.MERGED;
    } catch (RuntimeException e) {
      attachments.forEach(Attachment::disable);
      state = State.DISABLED;
      if (keepOriginals) {
        restore();
        enable();
      }
      throw e;
    }
  }

  private void write(Attachment.Merged merged, boolean keepOriginal) {
    Parameter base = merged.base();
    if (!Ops.allFinite(merged.value())) {
      throw notFinite(base.name());
    }
    DType dtype = base.dtype();
    Tensor fitting = merged.value().to(dtype);
    if (keepOriginal) {
      originals.add(new Original(base, base.stored().retain()));
    }
    // A copy's value may be the adapter's own tensor, which training would change.
    base.replace(fitting == merged.value() ? fitting.copy() : fitting);
  }

  static IllegalStateException notFinite(String tensor) {
    return new IllegalStateException(
        "Merging would give %s values that are NaN or infinite; the adapter's training diverged."
            .formatted(tensor));
  }

  /**
   * Takes {@link #merge} back: the model has its old weights, bit by bit, and the adapter enabled.
   */
  public void unmerge() {
    require(state == State.MERGED, "is not merged");
    restore();
    state = State.DISABLED;
    enable();
  }

  private void restore() {
    for (int i = originals.size() - 1; i >= 0; i--) {
      Original original = originals.get(i);
      original.base().replace(original.value());
      original.value().close();
    }
    originals.clear();
    model.tie();
  }

  /**
   * Saves the adapter as PEFT does: adapter_config.json and adapter_model.safetensors.
   *
   * @param baseModel name or path of the base model, for whoever loads the adapter
   * @throws org.dora4j.model.file.ModelFileException if the folder holds an adapter already, or
   *     cannot be written; nothing is changed then
   */
  public void save(Path folder, String baseModel) {
    save(folder, baseModel, false);
  }

  /**
   * The same, replacing an adapter in the folder where {@code overwrite} says so.
   *
   * @param overwrite whether an adapter that the folder holds may be replaced
   */
  public void save(Path folder, String baseModel, boolean overwrite) {
    require(state != State.DETACHED, "has been detached");
    AdapterFolder.write(folder, config, baseModel, tensors(), overwrite);
  }

  /** Everything that goes into the file, by PEFT's keys. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> all.put(name, parameter.value()));
    attachments.forEach(a -> all.putAll(a.extras()));
    return all;
  }

  List<Attachment> attachments() {
    return attachments;
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** Restores the model and releases the adapter. */
  public void detach() {
    if (state == State.MERGED) {
      unmerge();
    }
    if (state != State.DETACHED) {
      disable();
      attachments.forEach(Attachment::close);
      state = State.DETACHED;
    }
  }

  /** The same as {@link #detach}. */
  @Override
  public void close() {
    detach();
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalStateException("This adapter " + problem + ".");
    }
  }
}
