package org.dora4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dora4j.data.DataException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that cannot be answered get a sentence and the right status. */
class RefusedRequestsTest {
  @TempDir private static Path temp;
  private static Path model = Path.of("");
  private static ServedEmbedded served;

  @BeforeAll
  static void start() throws IOException {
    model = ServedEmbedded.model(temp, false);
    served =
        ServedEmbedded.start(
            model, Map.of(), new ServerOptions("127.0.0.1", 0, 4, Optional.of("secret"), "alpaca"));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return served.send(
        served
            .to(path)
            .header("Authorization", "Bearer secret")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static JsonNode error(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return new JsonMapper().readTree(response.body()).get("error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/completions | {\"prompt\": | | The body is not JSON",
        "/v1/completions | [1] | | not a JSON object",
        "/v1/completions | {} | prompt | prompt must be one text",
        "/v1/completions | {\"prompt\": \"\"} | prompt | nothing to continue",
        "/v1/completions | {\"prompt\": [1, 99999]} | prompt | must be 0 to 2047",
        "/v1/completions | {\"prompt\": [\"a\", \"b\"]} | prompt | one text",
        "/v1/completions | {\"prompt\": 5} | prompt | must be a text",
        "/v1/completions | {\"prompt\": \"a\", \"temperature\": -1} | temperature | 0 or more",
        "/v1/completions | {\"prompt\": \"a\", \"top_p\": 2} | top_p | at most 1",
        "/v1/completions | {\"prompt\": \"a\", \"top_k\": -1} | top_k | 0 (all) or more",
        "/v1/completions | {\"prompt\": \"a\", \"max_tokens\": 0} | max_tokens | at least 1",
        "/v1/completions | {\"prompt\": \"a\", \"max_tokens\": \"x\"} | max_tokens | whole number",
        "/v1/completions | {\"prompt\": \"a\", \"n\": 2} | n | n must be 1",
        "/v1/completions | {\"prompt\": \"a\", \"echo\": true} | echo | not supported",
        "/v1/completions | {\"prompt\": \"a\", \"beams\": 99} | beams | 1 to 32",
        "/v1/completions | {\"prompt\": \"a\", \"stop\": \"\"} | stop | none of them empty",
        "/v1/completions | {\"prompt\": \"a\", \"presence_penalty\": 1} | presence_penalty | not",
        "/v1/chat/completions | {\"messages\": []} | messages | nothing to answer",
        "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]} | messages | no chat template",
        "/generate | {} | instruction | The field instruction is missing",
        "/generate | {\"instruction\": \"a\", \"template\": \"x\"} | template | choose one of alpaca, demo",
        "/generate | {\"instruction\": \"a\", \"num_beams\": 0} | num_beams | num_beams must be",
        "/generate | {\"instruction\": \"a\", \"max_new_tokens\": 0} | max_new_tokens | at least 1"
      })
  void aRequestThatMakesNoSense(String path, String body, String field, String words)
      throws Exception {
    JsonNode error = error(post(path, body), 400);

    assertThat(error.get("message").stringValue()).contains(words).endsWith(".");
    assertThat(error.get("param").asString(null)).isEqualTo(field);
    assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
  }

  @Test
  void anUnknownModelIsToldWithTheKnownOnes() throws Exception {
    JsonNode error = error(post("/v1/completions", "{\"prompt\": \"a\", \"model\": \"gpt\"}"), 404);

    assertThat(error.get("message").stringValue()).contains("\"gpt\"", "embedded");
    assertThat(error.get("code").stringValue()).isEqualTo("model_not_found");
  }

  @Test
  void aPromptThatIsTooLong() throws Exception {
    String prompt = "stone ".repeat(600);

    JsonNode error = error(post("/v1/completions", "{\"prompt\": \"" + prompt + "\"}"), 400);

    assertThat(error.get("message").stringValue()).contains("tokens", "texts of 512");
    assertThat(error.get("code").stringValue()).isEqualTo("context_length_exceeded");
  }

  @Test
  void moreTokensThanThereIsRoomFor() throws Exception {
    String body = "{\"prompt\": \"a stone\", \"max_tokens\": 512}";

    assertThat(error(post("/v1/completions", body), 400).get("message").stringValue())
        .contains("512 more are asked for");
  }

  @Test
  void aBodyThatIsTooLarge() throws Exception {
    error(post("/v1/completions", " ".repeat((4 << 20) + 1)), 413);
  }

  @Test
  void anotherMethodAndAnotherPath() throws Exception {
    assertThat(served.get("/generate").headers().firstValue("Allow")).contains("POST");
    error(served.get("/generate"), 405);
    error(served.get("/v1/embeddings"), 404);
    error(served.get("/v1/models/embedded"), 404);
  }

  @Test
  void aRequestWithoutTheKeyOrWithAWrongOne() throws Exception {
    error(served.post("/v1/completions", "{\"prompt\": \"a\"}"), 401);
    error(served.get("/v1/models"), 401);
    error(
        served.send(served.to("/v1/models").header("Authorization", "Bearer secre").build()), 401);
    assertThat(served.get("/health").statusCode()).isEqualTo(200);
    assertThat(served.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0);
        ServedModel other = new ServedModel(ServedEmbedded.load(model), "other", Map.of())) {
      ServerOptions options =
          new ServerOptions("0.0.0.0", taken.getLocalPort(), 1, Optional.empty(), "demo");
      assertThatThrownBy(() -> ModelServer.start(other, options, line -> {}))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("choose another port");
      other.loaded().close();
    }
  }

  @Test
  void aTemplateThatTheModelLacks() {
    ServerOptions chat = new ServerOptions("127.0.0.1", 0, 1, Optional.empty(), "chat");
    try (ServedModel other = new ServedModel(ServedEmbedded.load(model), "other", Map.of())) {
      assertThatThrownBy(() -> ModelServer.start(other, chat, line -> {}))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no chat template");
      other.loaded().close();
    }
  }
}
