package org.dora4j.train.observe;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.LinearAdapter;
import org.dora4j.torch.Ops;
import org.dora4j.torch.OutOfMemoryException;
import org.dora4j.torch.Readback;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.train.event.JsonLog;
import org.dora4j.train.event.SkippedStep;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.dora4j.train.event.TrainStep;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what becomes of an adapter every few steps: for each adapted linear layer the {@link
 * Statistic}s before the step's update.
 *
 * <p>It is cheap because layers of one shape are measured together (some thirty launches for each
 * shape, however many layers), because ΔW is never formed ({@link LayerGroup}), and because all
 * numbers travel to the host at once, behind those of the step that it waits for anyway.
 *
 * <p>The file has one JSON object per line: {@code modules} with the layers' paths, then {@code
 * adapter} with {@code step} and one array for each statistic, in the order of the paths; null
 * where there is no number.
 */
public final class AdapterStatistics implements TrainListener, AutoCloseable {
  private final int every;
  private final JsonLog log;
  private final Consumer<String> warnings;
  private final List<String> modules;
  private final List<LayerGroup> groups;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean failed;

  /** Numbers of a step that nobody has read. */
  private record Waiting(int step, Readback numbers) {}

  /**
   * @param adapter enabled on its model; its first values and the model's weights are in place
   * @param every steps between two lines, at least 1
   * @param file is appended to
   * @param warnings hears why nothing more is measured, where memory for it is lacking
   */
  public AdapterStatistics(
      AttachedAdapter adapter, int every, Path file, Consumer<String> warnings) {
    this.every = every;
    this.log = new JsonLog(file);
    this.warnings = warnings;
    Map<String, LinearAdapter> linears = adapter.linears();
    this.modules = List.copyOf(linears.keySet());
    Map<String, List<Integer>> alike = new LinkedHashMap<>();
    List<LinearAdapter> layers = List.copyOf(linears.values());
    for (int i = 0; i < layers.size(); i++) {
      alike.computeIfAbsent(LayerGroup.shape(layers.get(i)), key -> new ArrayList<>()).add(i);
    }
    this.groups = alike.values().stream().map(indices -> LayerGroup.of(indices, layers)).toList();
  }

  @Override
  public void onStart(TrainStart start) {
    ObjectNode line = JsonLog.event("modules");
    modules.forEach(line.putArray("modules")::add);
    log.write(line);
  }

  @Override
  public void onGradients(int step) {
    if (step % every != 0 || groups.isEmpty() || failed) {
      return;
    }
    try (Scope scope = Scope.open()) {
      List<Tensor> measured = groups.stream().map(LayerGroup::measure).toList();
      waiting.add(new Waiting(step, Readback.of(Ops.cat(measured, 1))));
    } catch (OutOfMemoryException e) {
      failed = true;
      warnings.accept(
          "There is no memory for adapter_stats; none are written from step %d on."
              .formatted(step));
    }
  }

  @Override
  public void onStep(TrainStep step) {
    writeUpTo(step.step());
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    writeUpTo(step.step());
  }

  @Override
  public void onFinish(TrainFinish finish) {
    writeUpTo(finish.step());
  }

  /** The numbers of these steps have arrived with those that the loop has read. */
  private void writeUpTo(int step) {
    while (!waiting.isEmpty() && waiting.element().step() <= step) {
      Waiting next = waiting.remove();
      log.write(line(next.step(), next.numbers().get()));
    }
  }

  private ObjectNode line(int step, double[] numbers) {
    ObjectNode line = JsonLog.event("adapter").put("step", step);
    for (Statistic statistic : Statistic.values()) {
      double[] values = new double[modules.size()];
      int column = 0;
      for (LayerGroup group : groups) {
        for (int index : group.indices()) {
          values[index] = numbers[statistic.ordinal() * modules.size() + column++];
        }
      }
      ArrayNode array = line.putArray(statistic.key());
      for (double value : values) {
        if (Double.isFinite(value)) {
          array.add((float) value);
        } else {
          array.addNull();
        }
      }
    }
    return line;
  }

  /** Releases what was kept of the weights, and numbers that nobody has read. */
  @Override
  public void close() {
    waiting.forEach(one -> one.numbers().close());
    waiting.clear();
    groups.forEach(LayerGroup::close);
  }
}
