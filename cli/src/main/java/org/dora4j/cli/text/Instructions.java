package org.dora4j.cli.text;

import java.util.function.Consumer;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.data.PromptTemplate;
import org.dora4j.data.Tokenizer;
import org.dora4j.serve.TextWriter;
import org.dora4j.serve.WritingSettings;

/** Instructions to a model without a chat template: each is answered by itself. */
final class Instructions implements Dialogue {
  private static final String INPUT = "/input";

  private final Tokenizer tokenizer;
  private final PromptTemplate template;
  private final TextWriter writer;
  private final WritingSettings settings;
  private String context = "";

  Instructions(OpenModel model, PromptTemplate template, WritingSettings settings) {
    this.tokenizer = model.tokenizer();
    this.template = template;
    this.writer = new TextWriter(model.transformer(), tokenizer);
    this.settings = settings;
  }

  /** Also obeys {@code /input TEXT}: the context of what is said from now on. */
  @Override
  public boolean obey(String line) {
    if (line.equals(NEW)) {
      context = "";
    } else if (line.equals(INPUT) || line.startsWith(INPUT + " ")) {
      context = line.substring(INPUT.length()).strip();
    } else {
      return false;
    }
    return true;
  }

  @Override
  public void say(String instruction, Consumer<String> out) {
    writer.write(
        tokenizer.encode(template.evaluation(instruction, context)),
        settings,
        piece -> {
          out.accept(piece);
          return true;
        });
  }
}
