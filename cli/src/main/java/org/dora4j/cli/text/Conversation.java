package org.dora4j.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.Message;
import org.dora4j.serve.TextWriter;
import org.dora4j.serve.WritingSettings;

/** What was said so far, and how the model answers it. */
final class Conversation implements Dialogue {
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final TextWriter writer;
  private final List<Message> beginning;
  private final WritingSettings settings;
  private final List<Message> messages = new ArrayList<>();

  /**
   * @param beginning messages that every conversation starts with, such as the system's
   * @throws IllegalArgumentException if the model's tokenizer has no chat template
   */
  Conversation(OpenModel model, List<Message> beginning, WritingSettings settings) {
    this.tokenizer = model.tokenizer();
    this.template = PromptOptions.chat(tokenizer);
    this.writer = new TextWriter(model.transformer(), tokenizer);
    this.beginning = List.copyOf(beginning);
    this.settings = settings;
    restart();
  }

  private void restart() {
    messages.clear();
    messages.addAll(beginning);
  }

  @Override
  public boolean obey(String line) {
    boolean anew = line.equals(NEW);
    if (anew) {
      restart();
    }
    return anew;
  }

  @Override
  public void say(String message, Consumer<String> out) {
    messages.add(new Message("user", message));
    int[] ids = tokenizer.encodePlain(template.render(messages, true));
    String answer =
        writer
            .write(
                ids,
                settings,
                piece -> {
                  out.accept(piece);
                  return true;
                })
            .text();
    messages.add(new Message(Message.ASSISTANT, answer));
  }
}
