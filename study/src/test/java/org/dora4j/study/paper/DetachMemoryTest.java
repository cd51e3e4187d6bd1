package org.dora4j.study.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.study.Arm;
import org.dora4j.study.Grid;
import org.dora4j.study.StudyFolder;
import org.dora4j.study.StudyListener;
import org.dora4j.study.StudyRunner;
import org.dora4j.study.Summary;
import org.dora4j.study.TestSets;
import org.dora4j.study.TinyStudy;
import org.dora4j.study.TrainingMix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ablation on a model so wide that one weight outweighs the activations, and what Java itself
 * takes or gives back meanwhile.
 */
class DetachMemoryTest {
  private static final int HIDDEN = 1024;
  private static final int WIDE = 16_384;
  private static final long WEIGHT_BYTES = 4L * HIDDEN * WIDE;

  @TempDir Path folder;

  @Test
  void theDetachedNormTakesLessMemory() {
    TinyStudy.saveModel(folder.resolve("model"), 1, HIDDEN, WIDE);
    TinyStudy.writeQuestions(folder.resolve("data/boolq/train.json"), 4);
    TinyStudy.writeQuestions(folder.resolve("data/boolq/test.json"), 2);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.putAll(Map.of("model", folder.resolve("model").toString(), "steps", 4, "rank", 2));
    settings.putAll(
        Map.of("batch_size", 1, "accumulation", 1, "template", "plain", "save_every", 0));
    settings.putAll(Map.of("targets", List.of("up_proj"), "device", "cpu", "dtype", "fp32"));
    CellPlan plan = new CellPlan(settings, Map.of(), List.of(1L), List.of("boolq"));
    Grid grid =
        new Grid(
            "detach-ablation",
            DetachAblation.cells(plan),
            TrainingMix.read(List.of(folder.resolve("data")), List.of()),
            TestSets.in(folder.resolve("data"), List.of()),
            EvaluationOptions.DEFAULT
                .withTemplate("plain")
                .withDecoding(new Decoding.Constrained()));
    StudyFolder output = new StudyFolder(folder.resolve("study"));
    new StudyRunner(grid, output, new StudyListener() {}, List.of(), false).run();

    Summary summary = Summary.read(new DetachAblation(), output);
    List<Arm> arms = summary.arms();
    assertThat(arms.get(0).labels()).containsEntry("norm", "full");
    assertThat(arms.get(0).peakBytes() - arms.get(1).peakBytes())
        .as("V, which only the full gradient needs as a whole")
        .isGreaterThan(WEIGHT_BYTES / 3);
    assertThat(summary.findings()).anyMatch(text -> text.startsWith("peak training memory:"));
  }
}
