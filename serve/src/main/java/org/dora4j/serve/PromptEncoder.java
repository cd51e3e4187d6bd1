package org.dora4j.serve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dora4j.data.DataException;
import org.dora4j.data.PromptTemplate;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.Message;
import org.dora4j.data.chat.TemplateException;

/** Turns prompts into token ids. */
final class PromptEncoder {
  private static final String CHAT = "chat";

  /** The demo of LLM-Adapters: Alpaca's words, and a new line for the answer. */
  private static final String DEMO = "demo";

  private static final List<String> WRITTEN_HERE =
      List.of(DEMO, "alpaca", "commonsense", "plain", "prompt-completion");

  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> chat;
  private final int vocabulary;
  private final String usual;

  /**
   * @param vocabulary number of the model's tokens
   * @param template what instructions are written in unless a request says otherwise
   * @throws DataException if there is no such template
   */
  PromptEncoder(Tokenizer tokenizer, int vocabulary, String template) {
    this.tokenizer = tokenizer;
    this.chat = tokenizer.chatTemplate();
    this.vocabulary = vocabulary;
    this.usual = template;
    if (!template.equals(DEMO) && !templates().contains(template)) {
      requireKnown(template);
    }
  }

  private static void requireKnown(String template) {
    if (template.equals(CHAT)) {
      throw new DataException(
          "This model's tokenizer has no chat template; choose one of %s."
              .formatted(String.join(", ", WRITTEN_HERE)));
    }
    PromptTemplate.named(template);
  }

  /** Names of the templates that instructions can be written in, the usual one first. */
  List<String> templates() {
    List<String> names = new ArrayList<>(WRITTEN_HERE);
    if (chat.isPresent()) {
      names.add(CHAT);
    }
    if (names.remove(usual)) {
      names.add(0, usual);
    }
    return names;
  }

  /**
   * Token ids of a prompt, at least one.
   *
   * @throws RequestException if there are none, or the prompt cannot be written so
   */
  int[] encode(Prompt prompt) {
    int[] ids = ids(prompt);
    if (ids.length == 0) {
      throw RequestException.bad("prompt", "The prompt is empty; there is nothing to continue.");
    }
    return ids;
  }

  private int[] ids(Prompt prompt) {
    if (prompt instanceof Prompt.Plain plain) {
      return tokenizer.encode(plain.text());
    }
    if (prompt instanceof Prompt.Ids given) {
      return checked(given.ids());
    }
    if (prompt instanceof Prompt.Chat conversation) {
      return conversation(conversation.messages());
    }
    return instruction((Prompt.Instruction) prompt);
  }

  private int[] checked(int[] ids) {
    if (Arrays.stream(ids).anyMatch(id -> id < 0 || id >= vocabulary)) {
      throw RequestException.bad(
          "prompt", "The prompt's token ids must be 0 to %d.".formatted(vocabulary - 1));
    }
    return ids;
  }

  private int[] conversation(List<Message> messages) {
    ChatTemplate template =
        chat.orElseThrow(
            () ->
                RequestException.bad(
                    "messages",
                    "This model's tokenizer has no chat template; use /v1/completions or /generate."));
    try {
      return tokenizer.encodePlain(template.render(messages, true));
    } catch (TemplateException e) {
      throw RequestException.bad("messages", "The chat template refuses: " + e.getMessage());
    }
  }

  private int[] instruction(Prompt.Instruction asked) {
    String name = asked.template().isEmpty() ? usual : asked.template();
    if (name.equals(CHAT)) {
      String context = asked.input().isEmpty() ? "" : "\n\n" + asked.input();
      return conversation(List.of(new Message("user", asked.instruction() + context)));
    }
    if (!WRITTEN_HERE.contains(name)) {
      throw RequestException.bad(
          "template",
          "There is no template \"%s\"; choose one of %s."
              .formatted(name, String.join(", ", templates())));
    }
    String alpaca = name.equals(DEMO) ? "alpaca" : name;
    String text = PromptTemplate.named(alpaca).evaluation(asked.instruction(), asked.input());
    return tokenizer.encode(name.equals(DEMO) ? text + "\n" : text);
  }
}
