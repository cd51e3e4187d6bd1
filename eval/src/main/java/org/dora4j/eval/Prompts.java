package org.dora4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.dora4j.data.DataException;
import org.dora4j.data.PromptTemplate;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.Message;

/** Turns questions into the token ids that a model is given to complete. */
final class Prompts {
  private static final String CHAT = "chat";
  private final Tokenizer tokenizer;
  private final String template;

  Prompts(Tokenizer tokenizer, String template) {
    this.tokenizer = tokenizer;
    this.template = template;
  }

  List<int[]> encode(List<AnswerItem> items) {
    if (template.equals(CHAT)) {
      return items.stream().map(item -> tokenizer.encodePlain(chat(item))).toList();
    }
    PromptTemplate words = PromptTemplate.named(template);
    List<String> texts =
        items.stream().map(item -> words.evaluation(item.instruction(), item.input())).toList();
    return tokenizer.encodeAll(texts).stream().map(this::open).toList();
  }

  /** Some tokenizers end every text; a prompt that is to be continued must stay open. */
  private int[] open(int[] ids) {
    OptionalInt eos = tokenizer.eos();
    boolean ended = eos.isPresent() && ids.length > 1 && ids[ids.length - 1] == eos.getAsInt();
    return ended ? Arrays.copyOf(ids, ids.length - 1) : ids;
  }

  private String chat(AnswerItem item) {
    ChatTemplate chat =
        tokenizer
            .chatTemplate()
            .orElseThrow(
                () ->
                    new DataException(
                        "The tokenizer has no chat template; choose another template, such as commonsense."));
    String context = item.input().isEmpty() ? "" : "\n\n" + item.input();
    return chat.render(List.of(new Message("user", item.instruction() + context)), true);
  }
}
