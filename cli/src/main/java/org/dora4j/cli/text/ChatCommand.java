package org.dora4j.cli.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.BeamOptions;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.options.SamplingOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.DataException;
import org.dora4j.data.PromptTemplate;
import org.dora4j.data.chat.Message;
import org.dora4j.serve.WritingSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A conversation with a model, line by line. */
@Command(
    name = "chat",
    header = "Talk to a model, with or without an adapter.",
    description =
        "One line is one message. /new begins a new conversation; /exit or Ctrl-D ends the command. With --template each line is an instruction by itself, for models that know no conversations; /input TEXT gives the next ones a context.",
    footer = {
      "  dora4j chat --model M",
      "  # with an adapter and a system message",
      "  dora4j chat --model M --adapter run/adapter --system \"Answer in one word.\"",
      "  # a base model that was fine-tuned on instructions",
      "  dora4j chat --model M --adapter run/adapter --template alpaca --beams 4",
      "  # one question from a script",
      "  echo \"Why is the sky blue?\" | dora4j chat --model M > answer.txt"
    })
public final class ChatCommand implements Callable<Integer> {
  private static final String CHAT = "chat";

  private final Terminal terminal;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold Choice of tokens|@%n",
      order = 2)
  private SamplingOptions sampling = new SamplingOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Beam search|@%n", order = 3)
  private BeamOptions search = new BeamOptions();

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "chat",
      description =
          "chat (the tokenizer's own), or what instructions are written in: alpaca, commonsense, plain, prompt-completion (default: ${DEFAULT-VALUE}).")
  private String template = "";

  @Option(names = "--system", paramLabel = "TEXT", description = "System message.")
  private @Nullable String system;

  public ChatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    sampling.check();
    WritingSettings settings =
        new WritingSettings(
            sampling.maxTokens(),
            sampling.sampling(),
            search.beams(sampling.sampling()),
            List.of());
    Optional<PromptTemplate> asked = template();
    try (OpenModel opened = model.open(terminal)) {
      Dialogue dialogue =
          asked.isPresent()
              ? new Instructions(opened, asked.get(), settings)
              : new Conversation(opened, beginning(), settings);
      terminal.note(terminal.errStyle().faint("/new: new conversation   /exit or Ctrl-D: end"));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      for (String line = ask(lines); line != null; line = ask(lines)) {
        answer(dialogue, line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
    return ExitStatus.SUCCESS;
  }

  private Optional<PromptTemplate> template() {
    if (template.equals(CHAT)) {
      return Optional.empty();
    }
    if (system != null) {
      throw new UsageException("--system needs the template chat");
    }
    try {
      return Optional.of(PromptTemplate.named(template));
    } catch (DataException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void answer(Dialogue dialogue, String line) {
    if (!line.isEmpty() && !dialogue.obey(line)) {
      dialogue.say(line, this::show);
      terminal.out().println();
    }
  }

  private List<Message> beginning() {
    List<Message> messages = new ArrayList<>();
    if (system != null) {
      messages.add(new Message("system", system));
    }
    return messages;
  }

  /** The next line, or null at the end. */
  private @Nullable String ask(BufferedReader lines) throws IOException {
    terminal.err().print(terminal.errStyle().cyan("> "));
    terminal.err().flush();
    String line = lines.readLine();
    boolean end = line == null || line.strip().equals("/exit");
    return end ? null : line.strip();
  }

  private void show(String piece) {
    terminal.out().print(piece);
    terminal.out().flush();
  }
}
