package org.dora4j.report.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.report.Sample;
import org.dora4j.report.html.Html;
import org.dora4j.report.html.Part;

/** What the models wrote before and after, prompt by prompt. */
final class SampleList implements Part {
  private final Comparison comparison;

  SampleList(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Runs by prompt, in the order in which prompts first appear. */
  Map<String, Map<ComparedRun, Sample>> byPrompt() {
    Map<String, Map<ComparedRun, Sample>> all = new LinkedHashMap<>();
    for (ComparedRun run : comparison.runs()) {
      for (Sample sample : run.samples()) {
        all.computeIfAbsent(sample.prompt(), key -> new LinkedHashMap<>()).put(run, sample);
      }
    }
    return all;
  }

  @Override
  public String html() {
    StringBuilder html = new StringBuilder();
    byPrompt().forEach((prompt, samples) -> append(html, prompt, samples));
    return html.toString();
  }

  private void append(StringBuilder html, String prompt, Map<ComparedRun, Sample> samples) {
    Sample first = samples.values().iterator().next();
    html.append("<div class=\"panel sample-box\"><dl class=\"sample\">\n");
    line(html, "prompt", prompt);
    line(html, "expected", first.expected());
    List<String> befores = samples.values().stream().map(Sample::before).distinct().toList();
    if (befores.size() == 1) {
      line(html, "before", befores.get(0));
    }
    samples.forEach(
        (run, sample) -> {
          String name = samples.size() == 1 && comparison.runs().size() == 1 ? "" : run.name();
          if (befores.size() > 1) {
            line(html, (name + " before").strip(), sample.before());
          }
          line(html, (name + " after").strip(), sample.after());
        });
    html.append("</dl></div>\n");
  }

  private static void line(StringBuilder html, String name, String text) {
    html.append("<dt>").append(Html.escape(name)).append("</dt><dd><pre>");
    html.append(text.isBlank() ? "–" : Html.escape(text.strip())).append("</pre></dd>\n");
  }
}
