package org.dora4j.cli.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.PromptTemplate;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.Message;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the model is given to continue. */
final class PromptOptions {
  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      description = "Text to continue; may be given several times (default: standard input).")
  private List<String> prompts = new ArrayList<>();

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description =
          "Wrap each prompt as in training: chat (the tokenizer's own), alpaca, commonsense; as it is by default.")
  private @Nullable String template;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "System message; only with --template chat.")
  private @Nullable String system;

  /**
   * Checks that the options fit each other.
   *
   * @throws UsageException if they do not
   */
  void check() {
    if (system != null && !"chat".equals(template)) {
      throw new UsageException("--system needs --template chat");
    }
  }

  /**
   * The prompts as the user gave them.
   *
   * @throws UsageException if there is none
   */
  List<String> texts(Terminal terminal) {
    if (!prompts.isEmpty()) {
      return prompts;
    }
    try {
      String text = new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw new UsageException(
            "there is no prompt: give one with --prompt, or through standard input");
      }
      return List.of(text);
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }

  /** Token ids of a prompt, wrapped as asked. */
  int[] encode(String prompt, Tokenizer tokenizer) {
    if (template == null) {
      return tokenizer.encode(prompt);
    }
    if (template.equals("chat")) {
      return tokenizer.encodePlain(chat(tokenizer).render(messages(prompt), true));
    }
    return tokenizer.encode(PromptTemplate.named(template).evaluation(prompt, ""));
  }

  private List<Message> messages(String prompt) {
    Message user = new Message("user", prompt);
    return system == null ? List.of(user) : List.of(new Message("system", system), user);
  }

  static ChatTemplate chat(Tokenizer tokenizer) {
    return tokenizer
        .chatTemplate()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "this model's tokenizer has no chat template; use a chat model, or another --template, such as alpaca"));
  }
}
