package org.dora4j.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ChatTemplateTest {
  private static final JsonNode SNIPPETS = ChatGolden.read("snippets.json");

  static IntStream snippets() {
    return IntStream.range(0, SNIPPETS.path("snippets").size());
  }

  /** Each line of Jinja writes, or fails to write, what it does in transformers. */
  @ParameterizedTest
  @MethodSource("snippets")
  void snippetEqualsJinja(int number) {
    JsonNode expected = SNIPPETS.path("snippets").get(number);
    String source = expected.path("source").asString();
    Map<String, Object> variables = variables(SNIPPETS.path("variables"));

    if (expected.has("error")) {
      assertThatThrownBy(() -> write(source, variables)).isInstanceOf(TemplateException.class);
    } else {
      assertThat(write(source, variables)).as(source).isEqualTo(expected.path("text").asString());
    }
  }

  static Stream<String> templates() {
    return ChatGolden.templates().stream();
  }

  /** Each template writes, or refuses, each conversation as it does in transformers. */
  @ParameterizedTest
  @MethodSource("templates")
  void templateEqualsTransformers(String name) {
    ChatTemplate template = ChatGolden.template(name);
    for (JsonNode expected : ChatGolden.read("rendered/" + name + ".json")) {
      List<Message> messages = ChatGolden.messages(expected.path("conversation").asString());
      Map<String, Object> variables = variables(expected.path("variables"));
      boolean prompt = Boolean.TRUE.equals(variables.remove("add_generation_prompt"));
      if (expected.has("error")) {
        assertThatThrownBy(() -> template.render(messages, prompt, variables))
            .isInstanceOf(TemplateException.class);
      } else {
        assertThat(template.render(messages, prompt, variables).text())
            .as(expected.path("conversation") + " " + expected.path("variables"))
            .isEqualTo(expected.path("text").asString());
      }
    }
  }

  @Test
  void generationBlocksAreFoundWhereTransformersFindsThem() {
    ChatTemplate template = ChatGolden.template("chatml_generation");
    for (JsonNode expected : ChatGolden.read("rendered/chatml_generation.json")) {
      List<Message> messages = ChatGolden.messages(expected.path("conversation").asString());
      Rendering rendering = template.render(messages, false, Map.of());
      if (expected.path("variables").path("add_generation_prompt").asBoolean()) {
        continue;
      }
      List<List<Integer>> spans = new ArrayList<>();
      for (Span span : rendering.spans()) {
        String text = rendering.text();
        spans.add(
            List.of(text.codePointCount(0, span.start()), text.codePointCount(0, span.end())));
      }
      assertThat(spans.toString())
          .isEqualTo(expected.path("generation").toString().replace(",", ", "));
    }
  }

  @Test
  void errorNamesTheLine() {
    assertThatThrownBy(() -> ChatTemplate.of("a\nb{% if %}", Map.of()))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "The chat template cannot be read at line 2: an expression is expected, not %}.");
    assertThatThrownBy(() -> ChatTemplate.of("{% for m in messages %}", Map.of()))
        .hasMessageContaining("is missing");
    assertThatThrownBy(() -> ChatTemplate.of("{% include 'x' %}", Map.of()))
        .hasMessage(
            "The chat template cannot be read at line 1: the tag {% include %} is not known.");
    assertThatThrownBy(() -> write("\n\n{{ messages.x.y }}", Map.of("messages", Map.of())))
        .hasMessage(
            "The chat template fails at line 3: the field \"y\" is asked of x, which is not defined.");
  }

  @Test
  void refusalIsToldInTheTemplatesWords() {
    ChatTemplate template = ChatTemplate.of("{{ raise_exception('no tools here') }}", Map.of());

    assertThatThrownBy(() -> template.render(List.of(), false))
        .isInstanceOf(TemplateException.class)
        .hasMessage("The chat template fails at line 1: it refuses these messages: no tools here.");
  }

  private static String write(String source, Map<String, Object> variables) {
    return ChatTemplate.of(source, Map.of())
        .at(ChatGolden.CLOCK)
        .render(List.of(), false, variables)
        .text();
  }

  private static Map<String, Object> variables(JsonNode node) {
    return new HashMap<>(ChatGolden.map(node));
  }
}
