package org.dora4j.cli.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.options.SamplingOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.data.chat.Message;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A conversation with a model, line by line. */
@Command(
    name = "chat",
    header = "Talk to a chat model, with or without an adapter.",
    description =
        "One line is one message. /new begins a new conversation; /exit or Ctrl-D ends the command.",
    footer = {
      "  dora4j chat --model M",
      "  # with an adapter and a system message",
      "  dora4j chat --model M --adapter run/adapter --system \"Answer in one word.\"",
      "  # one question from a script",
      "  echo \"Why is the sky blue?\" | dora4j chat --model M > answer.txt"
    })
public final class ChatCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold Choice of tokens|@%n",
      order = 2)
  private SamplingOptions sampling = new SamplingOptions();

  @Option(names = "--system", paramLabel = "TEXT", description = "System message.")
  private @Nullable String system;

  public ChatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    sampling.check();
    try (OpenModel opened = model.open(terminal)) {
      Conversation conversation =
          new Conversation(opened, beginning(), sampling.maxTokens(), sampling.sampling());
      terminal.note(terminal.errStyle().faint("/new: new conversation   /exit or Ctrl-D: end"));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      for (String line = ask(lines); line != null; line = ask(lines)) {
        if (line.equals("/new")) {
          conversation.restart();
        } else if (!line.isEmpty()) {
          conversation.say(line, this::show);
          terminal.out().println();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
    return ExitStatus.SUCCESS;
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
