package org.dora4j.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.Message;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;

/** What was said so far, and how the model answers it. */
final class Conversation {
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final Generator generator;
  private final List<Message> beginning;
  private final int limit;
  private final Sampling sampling;
  private final List<Message> messages = new ArrayList<>();

  /**
   * @param beginning messages that every conversation starts with, such as the system's
   * @param limit most tokens of an answer
   * @throws IllegalArgumentException if the model's tokenizer has no chat template
   */
  Conversation(OpenModel model, List<Message> beginning, int limit, Sampling sampling) {
    this.tokenizer = model.tokenizer();
    this.template = PromptOptions.chat(tokenizer);
    this.generator = new Generator(model.transformer(), model.ends());
    this.beginning = List.copyOf(beginning);
    this.limit = limit;
    this.sampling = sampling;
    restart();
  }

  /** Forgets everything said. */
  void restart() {
    messages.clear();
    messages.addAll(beginning);
  }

  /** Answers a message; {@code out} gets the answer piece by piece. */
  void say(String message, Consumer<String> out) {
    messages.add(new Message("user", message));
    int[] ids = tokenizer.encodePlain(template.render(messages, true));
    TextStream stream = new TextStream(tokenizer, out);
    int[] answer = generator.generate(ids, limit, sampling, stream);
    stream.finish();
    messages.add(new Message(Message.ASSISTANT, tokenizer.decode(answer, true)));
  }
}
