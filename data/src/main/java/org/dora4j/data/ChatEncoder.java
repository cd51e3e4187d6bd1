package org.dora4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.Message;
import org.dora4j.data.chat.Rendering;
import org.dora4j.data.chat.Span;
import org.dora4j.data.chat.TemplateException;

/**
 * Turns conversations into examples with the tokenizer's chat template.
 *
 * <p>Learned are the assistant's turns, each with the token that ends it, without which a model
 * never learns to stop; or everything, if the inputs are to be learned too. The template writes the
 * special tokens itself, so none are added around its text; where its last turn has no end token,
 * the tokenizer's is appended.
 */
final class ChatEncoder {
  private final ChatTemplate template;
  private final DataOptions options;
  private final Tokenizer tokenizer;

  ChatEncoder(DataOptions options, Tokenizer tokenizer) {
    this.template =
        tokenizer
            .chatTemplate()
            .orElseThrow(
                () ->
                    new DataException(
                        "The tokenizer has no chat template, which conversations need; take an instruction-tuned model, or put a chat_template.jinja beside its tokenizer.json."));
    this.options = options;
    this.tokenizer = tokenizer;
  }

  List<Example> encode(List<Row> rows) {
    List<Example> examples = new ArrayList<>(rows.size());
    for (Row row : rows) {
      try {
        examples.add(example(messages(row)));
      } catch (TemplateException e) {
        throw new DataException("%s: %s".formatted(row.where(), e.getMessage()), e);
      }
    }
    return examples;
  }

  private Example example(List<Message> messages) {
    Rendering rendering = template.renderWithAssistantSpans(messages);
    TokenSpans tokens = tokenizer.encodeWithSpans(rendering.text());
    int[] ids =
        endsWithContent(rendering, messages)
            ? Examples.finish(tokens.ids(), options, tokenizer)
            : Arrays.copyOf(tokens.ids(), Math.min(tokens.ids().length, options.cutoff()));
    int[] labels = ids.clone();
    if (!options.trainOnInputs()) {
      for (int i = 0; i < Math.min(ids.length, tokens.ids().length); i++) {
        labels[i] = learned(i, tokens, rendering.spans()) ? ids[i] : Example.IGNORE;
      }
    }
    return new Example(ids, labels);
  }

  private static boolean learned(int token, TokenSpans tokens, List<Span> spans) {
    for (Span span : spans) {
      if (tokens.touches(token, span)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text simply stops after the assistant's last word. */
  private static boolean endsWithContent(Rendering rendering, List<Message> messages) {
    Message last = messages.get(messages.size() - 1);
    return last.role().equals(Message.ASSISTANT)
        && !last.content().isBlank()
        && rendering.text().strip().endsWith(last.content().strip());
  }

  private static List<Message> messages(Row row) {
    if (row instanceof Row.Conversation conversation) {
      return conversation.messages();
    }
    if (row instanceof Row.Exchange exchange) {
      String context = exchange.input().isEmpty() ? "" : "\n\n" + exchange.input();
      return List.of(
          new Message("user", exchange.instruction() + context),
          new Message(Message.ASSISTANT, exchange.output()));
    }
    throw new DataException(
        "%s is a text without turns, which the template \"chat\" cannot write."
            .formatted(row.where()));
  }
}
