package org.dora4j.train.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.model.Transformer;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets the model continue a few prompts before the first step and after the last, greedily, and
 * writes both beside what was expected: one JSON object per line with {@code prompt}, {@code
 * expected}, {@code before} and {@code after}, null where it is not known. Whatever goes wrong here
 * is a warning, never the end of a run.
 */
public final class SampleTexts implements TrainListener {
  /** Most tokens of a continuation. */
  public static final int MOST_TOKENS = 64;

  private static final int AT_ONCE = 8;
  private static final JsonMapper JSON = new JsonMapper();

  private final Transformer model;
  private final Tokenizer tokenizer;
  private final List<Prompt> prompts;
  private final Path file;
  private final Consumer<String> warnings;
  private final Map<String, String> before = new HashMap<>();
  private final Map<String, String> after = new HashMap<>();

  /** What is continued, and how it should be. */
  record Prompt(int[] ids, int[] expected) {

    /**
     * An example up to where its learning begins. One that is learned from its start has no prompt
     * of its own; its first half is taken.
     */
    static Prompt of(Example example) {
      int[] labels = example.labels();
      int start = 0;
      while (start < labels.length && labels[start] == Example.IGNORE) {
        start++;
      }
      // A single token is the begin token that some tokenizers put before every text.
      if (start <= 1 || start == labels.length) {
        start = Math.max(1, labels.length / 2);
        return new Prompt(
            Arrays.copyOf(example.ids(), start),
            Arrays.copyOfRange(example.ids(), start, labels.length));
      }
      int end = start;
      while (end < labels.length && labels[end] != Example.IGNORE) {
        end++;
      }
      return new Prompt(
          Arrays.copyOf(example.ids(), start), Arrays.copyOfRange(example.ids(), start, end));
    }
  }

  /**
   * @param model that is trained, with its adapter
   * @param examples whose prompts are continued
   * @param file is replaced; one that is there already tells what a resumed run began with
   * @param warnings hears what went wrong, a sentence each
   */
  public SampleTexts(
      Transformer model,
      Tokenizer tokenizer,
      List<Example> examples,
      Path file,
      Consumer<String> warnings) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.prompts = examples.stream().map(Prompt::of).toList();
    this.file = file;
    this.warnings = warnings;
  }

  @Override
  public void onStart(TrainStart start) {
    attempt(
        () -> {
          if (start.resumedAfter() > 0) {
            readBefore();
          } else {
            write(before);
          }
          save();
        });
  }

  @Override
  public void onFinish(TrainFinish finish) {
    attempt(
        () -> {
          write(after);
          save();
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      warnings.accept("The samples could not be written to %s (%s).".formatted(file, e));
    }
  }

  private void write(Map<String, String> into) {
    Set<Integer> ends = new HashSet<>(model.config().eosIds());
    Arrays.stream(tokenizer.stopIds()).forEach(ends::add);
    Generator generator = new Generator(model, ends);
    for (int start = 0; start < prompts.size(); start += AT_ONCE) {
      List<Prompt> some = prompts.subList(start, Math.min(prompts.size(), start + AT_ONCE));
      int[][] written =
          generator.generate(some.stream().map(Prompt::ids).toList(), MOST_TOKENS, Sampling.GREEDY);
      for (int i = 0; i < written.length; i++) {
        into.put(text(some.get(i).ids()), text(written[i]));
      }
    }
  }

  private String text(int[] ids) {
    return tokenizer.decode(ids, true);
  }

  private void readBefore() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      try {
        JsonNode sample = JSON.readTree(line);
        if (sample.path("before").isString()) {
          before.put(sample.path("prompt").asString(""), sample.path("before").asString(""));
        }
      } catch (JacksonException e) {
        // A line that is no JSON tells of no sample; the file is written anew anyway.
      }
    }
  }

  /** Replaces the file at once: it is never half written. */
  private void save() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Prompt prompt : prompts) {
      String key = text(prompt.ids());
      ObjectNode line = JSON.createObjectNode().put("prompt", key);
      line.put("expected", text(prompt.expected()));
      put(line, "before", before.get(key));
      put(line, "after", after.get(key));
      lines.add(JSON.writeValueAsString(line));
    }
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".writing");
    try {
      Files.write(unfinished, lines);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void put(ObjectNode line, String key, @Nullable String text) {
    if (text == null) {
      line.putNull(key);
    } else {
      line.put(key, text);
    }
  }
}
