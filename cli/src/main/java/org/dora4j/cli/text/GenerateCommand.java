package org.dora4j.cli.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.options.SamplingOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Generator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a model continue texts. */
@Command(
    name = "generate",
    header = "Let a model continue a text, with or without an adapter.",
    description =
        "Writes the continuation as it comes. Several prompts are continued at once, and printed one after another.",
    footer = {
      "  # continue a text",
      "  dora4j generate --model M --prompt \"Once upon a time\"",
      "  # ask a fine-tuned chat model",
      "  dora4j generate --model M --adapter run/adapter --template chat \\",
      "                  --prompt \"Who are you?\"",
      "  # several prompts at once, one JSON object for each",
      "  dora4j generate --model M --prompt \"A\" --prompt \"B\" --json",
      "  # draw instead of taking the likeliest, prompt from a file",
      "  dora4j generate --model M --temperature 0.8 --top-p 0.95 < story.txt"
    })
public final class GenerateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Prompt|@%n", order = 2)
  private PromptOptions prompt = new PromptOptions();

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold Choice of tokens|@%n",
      order = 3)
  private SamplingOptions sampling = new SamplingOptions();

  @Option(names = "--json", description = "Print one JSON object per prompt: prompt, text, tokens.")
  private boolean json;

  public GenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    sampling.check();
    prompt.check();
    List<String> texts = prompt.texts(terminal);
    try (OpenModel opened = model.open(terminal)) {
      Tokenizer tokenizer = opened.tokenizer();
      Generator generator = new Generator(opened.transformer(), opened.ends());
      List<int[]> ids = texts.stream().map(text -> prompt.encode(text, tokenizer)).toList();
      if (ids.size() == 1 && !json) {
        stream(generator, ids.get(0), tokenizer);
      } else {
        print(texts, generator.generate(ids, sampling.maxTokens(), sampling.sampling()), tokenizer);
      }
    }
    return ExitStatus.SUCCESS;
  }

  private void stream(Generator generator, int[] ids, Tokenizer tokenizer) {
    TextStream stream =
        new TextStream(
            tokenizer,
            piece -> {
              terminal.out().print(piece);
              terminal.out().flush();
            });
    generator.generate(ids, sampling.maxTokens(), sampling.sampling(), stream);
    stream.finish();
    terminal.out().println();
  }

  private void print(List<String> texts, int[][] continuations, Tokenizer tokenizer) {
    for (int i = 0; i < continuations.length; i++) {
      String text = tokenizer.decode(continuations[i], true);
      if (json) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("prompt", texts.get(i));
        line.put("text", text);
        line.put("tokens", continuations[i]);
        terminal.out().println(Json.line(line));
      } else {
        terminal.out().println(terminal.outStyle().faint(texts.get(i)) + text);
        terminal.out().println();
      }
    }
  }
}
