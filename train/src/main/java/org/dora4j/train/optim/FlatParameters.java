package org.dora4j.train.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;

/**
 * Everything that is trained, as a few flat buffers: optimiser, clipping and checkpoints see the
 * buffers, layers see named views of them. The buffers are F32 masters (F64 for an F64 model)
 * whatever type the layers compute in.
 */
public final class FlatParameters implements AutoCloseable {

  private final List<ParameterGroup> groups;

  private FlatParameters(List<ParameterGroup> groups) {
    this.groups = groups;
  }

  /**
   * Moves parameters into flat buffers and makes them trainable.
   *
   * @param parameters in the order in which they are laid out
   * @param grouping tells from a parameter's name which group it belongs to; groups with equal
   *     options are one
   * @throws IllegalArgumentException if there is nothing to train
   */
  public static FlatParameters of(
      Map<String, Parameter> parameters, Function<String, GroupOptions> grouping) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to train: no parameter is trainable");
    }
    Map<GroupOptions, List<Parameter>> members = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) ->
            members.computeIfAbsent(grouping.apply(name), key -> new ArrayList<>()).add(parameter));
    List<ParameterGroup> groups = new ArrayList<>();
    members.forEach((options, list) -> groups.add(group(options, list, parameters.values())));
    return new FlatParameters(List.copyOf(groups));
  }

  private static ParameterGroup group(
      GroupOptions options, List<Parameter> members, Collection<Parameter> all) {
    boolean wide = all.stream().anyMatch(parameter -> parameter.value().dtype() == DType.F64);
    Device device = members.get(0).value().device();
    return new ParameterGroup(options, members, wide ? DType.F64 : DType.F32, device);
  }

  public List<ParameterGroup> groups() {
    return groups;
  }

  /** Number of trained values, gaps between views not counted. */
  public long count() {
    return groups.stream()
        .flatMap(group -> group.parameters().stream())
        .mapToLong(Parameter::count)
        .sum();
  }

  /** Sets all gradients to 0. */
  public void clearGradients() {
    groups.forEach(group -> group.gradients().zero_());
  }

  /** Bytes of one set of gradients. */
  public long gradientBytes() {
    return groups.stream().mapToLong(group -> group.gradients().bytes()).sum();
  }

  /** Lets passes run in so many lanes at the same time; {@link #collectLanes} ends that. */
  void provideLanes(int lanes) {
    groups.forEach(group -> group.provideLanes(lanes));
  }

  /** Adds the gradients of all lanes up. */
  void collectLanes() {
    groups.forEach(ParameterGroup::collectLanes);
  }

  /** Multiplies all gradients in place. */
  public void scaleGradients(double factor) {
    groups.forEach(group -> group.gradients().mul_(factor));
  }

  /**
   * Euclidean norm of all gradients as a tensor of one element on their device; NaN or infinite
   * where one of them is.
   */
  public Tensor gradientNorm() {
    List<Tensor> norms = groups.stream().map(group -> Ops.norm(group.gradients())).toList();
    return norms.size() == 1 ? norms.get(0) : Ops.norm(Ops.stack(norms, 0));
  }

  /** Name of the first parameter whose gradient is not finite; waits for a GPU. */
  public Optional<String> firstNonFiniteGradient() {
    return groups.stream()
        .flatMap(group -> group.parameters().stream())
        .filter(parameter -> !Ops.allFinite(parameter.gradient()))
        .map(Parameter::name)
        .findFirst();
  }

  /** Makes the layers see the values after the buffers changed. */
  public void publish() {
    groups.forEach(ParameterGroup::publish);
  }

  @Override
  public void close() {
    groups.forEach(ParameterGroup::close);
  }
}
