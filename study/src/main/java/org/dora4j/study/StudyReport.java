package org.dora4j.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes a study's results beside its cells: {@code results.csv}, {@code summary.txt}, {@code
 * summary.md}, {@code summary.json} and charts. Everything in them is read from the cells' files.
 */
public final class StudyReport {
  private StudyReport() {}

  /**
   * Reads the cells and writes the files; older ones are replaced.
   *
   * @param warning told what could not be drawn; the other files are written all the same
   * @return what they say
   */
  public static Summary write(Study study, StudyFolder folder, Consumer<String> warning) {
    Summary summary = Summary.read(study, folder);
    Path path = folder.path();
    WholeFile.write(path.resolve("results.csv"), ResultsCsv.text(summary));
    WholeFile.write(path.resolve("summary.json"), SummaryJson.text(summary) + "\n");
    WholeFile.write(path.resolve("summary.txt"), plain(summary));
    List<Path> pictures = new ArrayList<>();
    if (summary.cells().stream().anyMatch(cell -> cell.state() == CellResult.State.DONE)) {
      try {
        pictures.addAll(study.draw(summary, path));
      } catch (IOException e) {
        warning.accept("the report is without charts: " + e.getMessage());
      }
    }
    WholeFile.write(path.resolve("summary.md"), markdown(summary, pictures));
    return summary;
  }

  /** For a terminal: the table, the findings, the published figures. */
  public static String plain(Summary summary) {
    return "%s\n%s\nPublished: %s\n%s"
        .formatted(
            summary.table().plain(),
            list(summary.findings(), ""),
            summary.study().published().source(),
            summary.study().published().table().plain());
  }

  private static String markdown(Summary summary, List<Path> pictures) {
    String charts =
        pictures.stream()
            .map(picture -> "![%s](%s)\n\n".formatted(title(summary), picture.getFileName()))
            .collect(Collectors.joining());
    return """
        # %s

        Accuracies in per cent, mean ± sample standard deviation over n seeds; `mean` is the
        unweighted mean over the tasks, `loss` that of the last tenth of the training steps.

        %s
        %s%s
        ## Published

        %s

        %s"""
        .formatted(
            title(summary),
            summary.table().markdown(),
            charts,
            list(summary.findings(), "* "),
            summary.study().published().source(),
            summary.study().published().table().markdown());
  }

  private static String title(Summary summary) {
    return summary.study().title();
  }

  private static String list(List<String> sentences, String mark) {
    return sentences.stream().map(s -> mark + s + "\n").collect(Collectors.joining());
  }
}
