package org.dora4j.report.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dora4j.report.Charts;
import org.dora4j.report.Curve;
import org.dora4j.report.html.Page;
import org.jspecify.annotations.Nullable;

/**
 * Where a comparison is written: {@code NAME.html}, beside it {@code NAME.md} and a picture {@code
 * NAME-loss.png} and so on for each chart.
 */
public final class ComparisonFiles {
  private static final String ENDING = ".html";

  private final Path page;
  private final String name;

  /**
   * @param page a file name that ends with {@code .html}
   * @throws IllegalArgumentException when it does not
   */
  public ComparisonFiles(Path page) {
    String file = String.valueOf(page.getFileName());
    if (!file.endsWith(ENDING) || file.length() == ENDING.length()) {
      throw new IllegalArgumentException(
          page + " is no name for a page; name a file that ends with " + ENDING + ".");
    }
    this.page = page;
    this.name = file.substring(0, file.length() - ENDING.length());
  }

  /**
   * What was written.
   *
   * @param page the HTML file
   * @param markdown the same in Markdown
   * @param pictures PNG files
   * @param warnings a sentence for each picture that could not be drawn
   */
  public record Written(Path page, Path markdown, List<Path> pictures, List<String> warnings) {
    /** Copies the lists. */
    public Written {
      pictures = List.copyOf(pictures);
      warnings = List.copyOf(warnings);
    }
  }

  /** The page. */
  public Path page() {
    return page;
  }

  /** The file in the way: one that is there and was not written by an earlier report; or null. */
  public @Nullable Path inTheWay() {
    if (Files.exists(page)) {
      return Page.isPage(page) ? null : page;
    }
    if (Files.exists(markdown()) && !ComparisonMarkdown.isOurs(markdown())) {
      return markdown();
    }
    return measures().map(this::picture).filter(Files::exists).findFirst().orElse(null);
  }

  private static Stream<Measure> measures() {
    return Stream.concat(Stream.of(Measure.LOSS), Measure.COURSE.stream());
  }

  /**
   * Writes everything; older files of these names are replaced. The page comes first, so that it is
   * there even on a machine that cannot draw.
   *
   * @throws IOException when the page or the Markdown cannot be written
   */
  public Written write(Comparison comparison) throws IOException {
    ComparisonPage.of(comparison).write(page);
    List<String> warnings = new ArrayList<>();
    Map<String, Path> pictures = new LinkedHashMap<>();
    for (Measure measure : measures().toList()) {
      try {
        draw(measure, comparison, pictures);
      } catch (IOException e) {
        warnings.add(String.valueOf(e.getMessage()));
      }
    }
    Files.writeString(markdown(), new ComparisonMarkdown(comparison, pictures).text());
    return new Written(page, markdown(), List.copyOf(pictures.values()), warnings);
  }

  private void draw(Measure measure, Comparison comparison, Map<String, Path> pictures)
      throws IOException {
    List<Curve> curves =
        comparison.runs().stream().map(run -> measure.raw(run.name(), run.log())).toList();
    if (curves.stream().allMatch(Curve::isEmpty)) {
      return;
    }
    Path png = picture(measure);
    if (measure == Measure.LOSS) {
      List<Curve> validation =
          comparison.runs().stream()
              .map(run -> Curve.validationLoss(run.name() + ", validation", run.log()))
              .toList();
      Charts.loss(measure.title(), curves, validation, png);
    } else {
      Charts.steps(measure.title(), measure.axis(), measure.noisy(), curves, png);
    }
    pictures.put(measure.title(), png);
  }

  private Path markdown() {
    return page.resolveSibling(name + ".md");
  }

  private Path picture(Measure measure) {
    return page.resolveSibling(name + "-" + measure.file() + ".png");
  }
}
