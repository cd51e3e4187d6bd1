package org.dora4j.cli.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.BeamOptions;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.options.SamplingOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.data.TextStream;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.BeamSearch;
import org.dora4j.model.Beams;
import org.dora4j.model.Generator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a model continue texts. */
@Command(
    name = "generate",
    header = "Let a model continue a text, with or without an adapter.",
    description =
        "Writes the continuation as it comes, or after a search with --beams when it is complete. Several prompts are continued at once, and printed one after another.",
    footer = {
      "  # continue a text",
      "  dora4j generate --model M --prompt \"Once upon a time\"",
      "  # ask a fine-tuned chat model",
      "  dora4j generate --model M --adapter run/adapter --template chat \\",
      "                  --prompt \"Who are you?\"",
      "  # several prompts at once, one JSON object for each",
      "  dora4j generate --model M --prompt \"A\" --prompt \"B\" --json",
      "  # draw instead of taking the likeliest, prompt from a file",
      "  dora4j generate --model M --temperature 0.8 --top-p 0.95 < story.txt",
      "  # the best text that a search with four beams finds",
      "  dora4j generate --model M --prompt \"To be or not to be\" --beams 4"
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

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Beam search|@%n", order = 4)
  private BeamOptions search = new BeamOptions();

  @Option(names = "--json", description = "Print one JSON object per prompt: prompt, text, tokens.")
  private boolean json;

  public GenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    sampling.check();
    Optional<Beams> beams = search.beams(sampling.sampling());
    prompt.check();
    List<String> texts = prompt.texts(terminal);
    try (OpenModel opened = model.open(terminal)) {
      Tokenizer tokenizer = opened.tokenizer();
      List<int[]> ids = texts.stream().map(text -> prompt.encode(text, tokenizer)).toList();
      if (ids.size() == 1 && !json && beams.isEmpty()) {
        stream(opened, ids.get(0));
      } else if (ids.size() == 1 && !json) {
        terminal.out().println(tokenizer.decode(write(opened, ids, beams)[0], true));
      } else {
        print(texts, write(opened, ids, beams), tokenizer);
      }
    }
    return ExitStatus.SUCCESS;
  }

  private int[][] write(OpenModel opened, List<int[]> ids, Optional<Beams> beams) {
    if (beams.isPresent()) {
      return new BeamSearch(opened.transformer(), opened.ends(), beams.get())
          .generate(ids, sampling.maxTokens());
    }
    return new Generator(opened.transformer(), opened.ends())
        .generate(ids, sampling.maxTokens(), sampling.sampling());
  }

  private void stream(OpenModel opened, int[] ids) {
    TextStream stream =
        new TextStream(
            opened.tokenizer(),
            piece -> {
              terminal.out().print(piece);
              terminal.out().flush();
            });
    new Generator(opened.transformer(), opened.ends())
        .generate(ids, sampling.maxTokens(), sampling.sampling(), stream);
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
