package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the assistant says, up to and with the token that ends its turn, in a rendered
 * conversation.
 *
 * <p>Three ways, the first that works: the template's own {@code {% generation %}} blocks;
 * rendering the conversation up to and with each assistant's turn, where each such text is the
 * beginning of the next; looking for each content in its order.
 */
final class AssistantSpans {
  private final ChatTemplate template;
  private final List<Message> messages;

  AssistantSpans(ChatTemplate template, List<Message> messages) {
    this.template = template;
    this.messages = messages;
  }

  Rendering find() {
    Rendering whole = template.render(messages, false, Map.of());
    List<Span> spans = whole.spans();
    if (spans.isEmpty()) {
      spans = byTurns(whole.text());
    } else {
      spans = spans.stream().map(span -> withEnd(span, whole.text())).toList();
    }
    return new Rendering(whole.text(), spans == null ? byContents(whole.text()) : spans);
  }

  /** Spans by rendering ever longer beginnings, or null where these do not fit together. */
  private @Nullable List<Span> byTurns(String whole) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (!isAssistant(i)) {
        continue;
      }
      String before;
      String after;
      try {
        before = template.render(messages.subList(0, i), true);
        after = template.render(messages.subList(0, i + 1), false);
      } catch (TemplateException e) {
        return null;
      }
      String content = PythonText.strip(messages.get(i).content());
      if (!after.startsWith(before) || !whole.startsWith(PythonText.stripEnd(after))) {
        return null;
      }
      int end = turnEnd(whole.startsWith(after) ? after : PythonText.stripEnd(after), content);
      if (!whole.substring(before.length(), Math.max(before.length(), end)).contains(content)) {
        return null;
      }
      spans.add(new Span(before.length(), end));
    }
    return spans;
  }

  /** Where a turn ends: blanks behind its end token only separate it from the next. */
  private static int turnEnd(String text, String content) {
    String stripped = PythonText.stripEnd(text);
    return stripped.endsWith(content) ? text.length() : stripped.length();
  }

  private List<Span> byContents(String whole) {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < messages.size(); i++) {
      String content = PythonText.strip(messages.get(i).content());
      int start = whole.indexOf(content, from);
      if (start < 0 && isAssistant(i)) {
        throw new TemplateException(
            "The chat template leaves out or changes what the assistant says in message %d, so it cannot be learned."
                .formatted(i + 1));
      }
      if (start >= 0) {
        from = start + content.length();
      }
      if (isAssistant(i)) {
        spans.add(withEnd(new Span(start, from), whole));
      }
    }
    return spans;
  }

  /** The span with the end token that follows it, where it does. */
  private Span withEnd(Span span, String whole) {
    String eos = template.eosToken();
    return eos != null && whole.startsWith(eos, span.end())
        ? new Span(span.start(), span.end() + eos.length())
        : span;
  }

  private boolean isAssistant(int message) {
    return messages.get(message).role().equals(Message.ASSISTANT);
  }
}
