package org.dora4j.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssistantSpansTest {
  private static final List<Message> TALK =
      List.of(
          new Message("user", "Yes?"),
          new Message("assistant", "Yes."),
          new Message("user", "Yes."),
          new Message("assistant", "No."));

  /** The spans hold what is said and the end of the turn, and nothing of the other side. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "llama3; Yes.<|eot_id|>; No.<|eot_id|>",
        "chatml; Yes.<|im_end|>; No.<|im_end|>",
        "qwen; Yes.<|im_end|>; No.<|im_end|>",
        "chatml_generation; Yes.<|im_end|>; No.<|im_end|>",
        "mistral; ' Yes.</s>'; ' No.</s>'",
        "llama2; ' Yes. </s>'; ' No. </s>'",
        "gemma; Yes.<end_of_turn>; No.<end_of_turn>",
      })
  void turnsAreFoundWithTheirEnds(String template, String first, String second) {
    assertThat(said(ChatGolden.template(template), TALK)).containsExactly(first, second);
  }

  @Test
  void openingThatTheTemplateEndsWithALineBreakIsNotLearned() {
    assertThat(said(ChatGolden.template("zephyr"), TALK)).containsExactly("Yes.</s>", "No.</s>");
  }

  @Test
  void thoughtsThatTheTemplateDropsFromEarlierTurnsAreNotLookedFor() {
    List<Message> talk =
        List.of(
            new Message("user", "One?"),
            new Message("assistant", "1"),
            new Message("user", "Two?"),
            new Message("assistant", "<think>\nhm\n</think>\n\n2"));

    assertThat(said(ChatGolden.template("qwen"), talk))
        .containsExactly("1<|im_end|>", "<think>\nhm\n</think>\n\n2<|im_end|>");
  }

  @Test
  void contentsAreFoundWhereBeginningsDoNotFitTogether() {
    ChatTemplate counted =
        ChatTemplate.of(
            "{{ messages | length }}{% for m in messages %} {{ m.role }}:{{ m.content }}{% if m.role == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}",
            Map.of("eos_token", "</s>"));

    assertThat(said(counted, TALK)).containsExactly("Yes.</s>", "No.</s>");
  }

  @Test
  void generationBlockThatLeavesOutTheEndTokenGetsIt() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}{{ m.role }}:{% generation %}{{ m.content }}{% endgeneration %}{{ eos_token }}{% endfor %}",
            Map.of("eos_token", "</s>"));

    assertThat(said(template, List.of(new Message("assistant", "Hi")))).containsExactly("Hi</s>");
  }

  @Test
  void contentThatTheTemplateChangesIsRefused() {
    ChatTemplate loud =
        ChatTemplate.of("{% for m in messages %}{{ m.content | upper }}{% endfor %}", Map.of());

    assertThatThrownBy(() -> said(loud, TALK))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("what the assistant says in message 2");
  }

  private static List<String> said(ChatTemplate template, List<Message> messages) {
    Rendering rendering = template.renderWithAssistantSpans(messages);
    return rendering.spans().stream()
        .map(span -> rendering.text().substring(span.start(), span.end()))
        .toList();
  }
}
