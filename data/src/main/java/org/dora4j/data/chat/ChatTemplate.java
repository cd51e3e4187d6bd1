package org.dora4j.data.chat;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer's chat template: Jinja source that writes a conversation the way the model learned to
 * read it.
 *
 * <p>Understands what transformers' templates use: if, for, set, macro, generation, break and
 * continue, the usual filters and tests, Python's methods of texts and dictionaries, namespace,
 * range, raise_exception and strftime_now; with trim_blocks and lstrip_blocks, and with nothing
 * that changes its input. Not: include, import, extends, call and string formatting with %.
 */
public final class ChatTemplate {
  private final List<Statement> statements;
  private final Map<String, String> specialTokens;
  private final Supplier<LocalDateTime> clock;

  private ChatTemplate(
      List<Statement> statements,
      Map<String, String> specialTokens,
      Supplier<LocalDateTime> clock) {
    this.statements = statements;
    this.specialTokens = specialTokens;
    this.clock = clock;
  }

  /**
   * Parses a template.
   *
   * @param source Jinja source
   * @param specialTokens what the template knows as {@code bos_token}, {@code eos_token} and so on
   * @throws TemplateException with the line if the template is not well-formed
   */
  public static ChatTemplate of(String source, Map<String, String> specialTokens) {
    try {
      return new ChatTemplate(
          TemplateParser.parse(source), Map.copyOf(specialTokens), LocalDateTime::now);
    } catch (TemplateException e) {
      throw e.told("cannot be read");
    }
  }

  /** The same template, telling another time through strftime_now. */
  public ChatTemplate at(LocalDateTime time) {
    return new ChatTemplate(statements, specialTokens, () -> time);
  }

  /**
   * A conversation as text.
   *
   * @param addGenerationPrompt end with the opening of the assistant's next turn
   * @throws TemplateException if the template refuses the messages or fails on them
   */
  public String render(List<Message> messages, boolean addGenerationPrompt) {
    return render(messages, addGenerationPrompt, Map.of()).text();
  }

  /**
   * A conversation as text, with the places of the template's {@code {% generation %}} blocks.
   *
   * @param variables further variables, such as tools or enable_thinking
   * @throws TemplateException if the template refuses the messages or fails on them
   */
  public Rendering render(
      List<Message> messages, boolean addGenerationPrompt, Map<String, Object> variables) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(specialTokens);
    all.put("messages", messages.stream().map(Message::fields).toList());
    all.put("tools", null);
    all.put("documents", null);
    all.put("add_generation_prompt", addGenerationPrompt);
    all.putAll(variables);
    Variables globals = Globals.create(clock);
    all.forEach((name, value) -> globals.set(name, Value.ofJava(value)));
    try {
      return Renderer.render(statements, globals);
    } catch (TemplateException e) {
      throw e.told("fails");
    }
  }

  /**
   * A finished conversation as text, with the places a model learns: what the assistant says in
   * each turn and the token that ends the turn. See {@link AssistantSpans}.
   *
   * @throws TemplateException if the template fails or the turns cannot be found in the text
   */
  public Rendering renderWithAssistantSpans(List<Message> messages) {
    return new AssistantSpans(this, messages).find();
  }

  /** The text that ends a turn, when the tokenizer has one. */
  @Nullable String eosToken() {
    return specialTokens.get("eos_token");
  }
}
