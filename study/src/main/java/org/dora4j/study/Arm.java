package org.dora4j.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The cells of a study that differ only in their seed.
 *
 * @param labels what they share, without the seed
 * @param cells those that are done
 * @param failed number of those that failed
 * @param open number of those that are not done yet
 */
public record Arm(Map<String, String> labels, List<CellResult> cells, int failed, int open) {

  /** Copies the collections. */
  public Arm {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    cells = List.copyOf(cells);
  }

  /** The arms of a study in the order of their first cells. */
  public static List<Arm> of(List<CellResult> cells) {
    Map<Map<String, String>, List<CellResult>> groups = new LinkedHashMap<>();
    cells.forEach(cell -> groups.computeIfAbsent(cell.arm(), k -> new ArrayList<>()).add(cell));
    List<Arm> arms = new ArrayList<>();
    groups.forEach(
        (labels, group) ->
            arms.add(
                new Arm(
                    labels,
                    group.stream().filter(c -> c.state() == CellResult.State.DONE).toList(),
                    count(group, CellResult.State.FAILED),
                    count(group, CellResult.State.OPEN))));
    return arms;
  }

  private static int count(List<CellResult> cells, CellResult.State state) {
    return (int) cells.stream().filter(cell -> cell.state() == state).count();
  }

  /** A figure over the seeds. */
  public Spread spread(ToDoubleFunction<CellResult> figure) {
    return Spread.of(cells.stream().mapToDouble(figure));
  }

  /** Mean accuracy over the tasks, over the seeds. */
  public Spread mean() {
    return spread(CellResult::mean);
  }

  /** Accuracy of a task over the seeds. */
  public Spread accuracy(String task) {
    return spread(
        cell -> {
          CellResult.TaskResult result = cell.tasks().get(task);
          return result == null ? Double.NaN : result.accuracy();
        });
  }

  /** Largest peak memory of its training runs; −1 where nobody says. */
  public long peakBytes() {
    return cells.stream().mapToLong(cell -> cell.training().peakBytes()).max().orElse(-1);
  }

  /** As people say it: {@code dora, rank 8}. */
  public String title() {
    return Cell.title(labels);
  }
}
