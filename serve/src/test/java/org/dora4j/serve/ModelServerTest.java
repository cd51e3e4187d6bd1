package org.dora4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.data.PromptTemplate;
import org.dora4j.model.BeamSearch;
import org.dora4j.model.Beams;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.torch.Memory;
import org.dora4j.train.LoadedModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests over HTTP, held against the Java API. */
class ModelServerTest {
  private static final String PROMPT = "Question: Is a stone heavier than a feather?";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path temp;
  private static Path model = Path.of("");
  private static final Map<String, Path> ADAPTERS = new LinkedHashMap<>();
  private static ServedEmbedded served;

  @BeforeAll
  static void start() throws IOException {
    model = ServedEmbedded.model(temp.resolve("cache"), true);
    ADAPTERS.put("one", ServedEmbedded.adapter(model, temp.resolve("one"), 1));
    ADAPTERS.put("two", ServedEmbedded.adapter(model, temp.resolve("two"), 2));
    served = ServedEmbedded.start(model, ADAPTERS, ServerOptions.DEFAULT);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  /** What the Java API writes. */
  private static String written(String adapter, String prompt, int limit, Sampling sampling) {
    return with(
        adapter,
        prompt,
        (loaded, ids) ->
            new Generator(loaded.transformer(), Set.of(0))
                .generate(List.of(ids), limit, sampling)[0]);
  }

  private static String searched(String prompt, int limit, Beams beams) {
    return with(
        "embedded",
        prompt,
        (loaded, ids) ->
            new BeamSearch(loaded.transformer(), Set.of(0), beams)
                .generate(List.of(ids), limit)[0]);
  }

  private interface Work {
    int[] run(LoadedModel loaded, int[] ids);
  }

  private static String with(String adapter, String prompt, Work work) {
    try (LoadedModel loaded = ServedEmbedded.load(model)) {
      Optional<AttachedAdapter> attached =
          Optional.ofNullable(ADAPTERS.get(adapter))
              .map(folder -> AttachedAdapter.load(loaded.transformer(), folder));
      int[] text = work.run(loaded, loaded.tokenizer().encode(prompt));
      attached.ifPresent(AttachedAdapter::close);
      return loaded.tokenizer().decode(text, true);
    }
  }

  private static Map<String, Object> completion(String who, Object... more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", who);
    body.put("prompt", PROMPT);
    body.put("max_tokens", 24);
    body.put("temperature", 0);
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  private static String textOf(JsonNode answer) {
    return answer.get("choices").get(0).get("text").stringValue();
  }

  @ParameterizedTest
  @CsvSource({"embedded", "one", "two", "embedded"})
  void aCompletionIsWhatTheNamedModelWrites(String who) throws Exception {
    JsonNode answer = served.ask("/v1/completions", completion(who));

    assertThat(textOf(answer)).isEqualTo(written(who, PROMPT, 24, Sampling.GREEDY));
    assertThat(answer.get("model").stringValue()).isEqualTo(who);
    assertThat(answer.get("object").stringValue()).isEqualTo("text_completion");
    JsonNode usage = answer.get("usage");
    assertThat(usage.get("total_tokens").asInt())
        .isEqualTo(usage.get("prompt_tokens").asInt() + usage.get("completion_tokens").asInt());
  }

  @Test
  void adaptersWriteDifferently() {
    assertThat(
            Set.of(
                written("embedded", PROMPT, 24, Sampling.GREEDY),
                written("one", PROMPT, 24, Sampling.GREEDY),
                written("two", PROMPT, 24, Sampling.GREEDY)))
        .hasSize(3);
  }

  @Test
  void theFirstAdapterAnswersWhoNamesNone() throws Exception {
    Map<String, Object> body = completion("");
    body.remove("model");

    assertThat(served.ask("/v1/completions", body).get("model").stringValue()).isEqualTo("one");
  }

  @Test
  void drawsAreThoseOfTheSeed() throws Exception {
    Map<String, Object> body =
        completion("embedded", "temperature", 0.9, "top_p", 0.8, "top_k", 30, "seed", 7);

    JsonNode answer = served.ask("/v1/completions", body);

    assertThat(textOf(answer))
        .isEqualTo(written("embedded", PROMPT, 24, new Sampling(0.9, 30, 0.8, 7)));
    assertThat(answer.get("seed").asLong()).isEqualTo(7);
  }

  @Test
  void aDrawWithoutSeedCanBeRepeatedWithTheOneItTells() throws Exception {
    JsonNode first = served.ask("/v1/completions", completion("embedded", "temperature", 1.5));
    JsonNode again =
        served.ask(
            "/v1/completions",
            completion("embedded", "temperature", 1.5, "seed", first.get("seed").asLong()));

    assertThat(textOf(again)).isEqualTo(textOf(first));
  }

  @Test
  void tokenIdsAreTakenAsTheyAre() throws Exception {
    try (LoadedModel loaded = ServedEmbedded.load(model)) {
      int[] ids = loaded.tokenizer().encode(PROMPT);
      assertThat(textOf(served.ask("/v1/completions", completion("embedded", "prompt", ids))))
          .isEqualTo(written("embedded", PROMPT, 24, Sampling.GREEDY));
    }
  }

  @Test
  void aStopTextEndsTheText() throws Exception {
    String whole = written("embedded", PROMPT, 24, Sampling.GREEDY);
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);

    JsonNode answer = served.ask("/v1/completions", completion("embedded", "stop", stop));

    assertThat(textOf(answer)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(answer.get("choices").get(0).get("finish_reason").stringValue()).isEqualTo("stop");
  }

  private static List<JsonNode> events(String body) {
    List<String> lines = body.lines().filter(line -> !line.isEmpty()).toList();
    assertThat(lines).allMatch(line -> line.startsWith("data: "));
    assertThat(lines.get(lines.size() - 1)).isEqualTo("data: [DONE]");
    return lines.subList(0, lines.size() - 1).stream()
        .map(line -> JSON.readTree(line.substring(6)))
        .toList();
  }

  @Test
  void theEventsOfAStreamAddUpToTheText() throws Exception {
    Map<String, Object> body =
        completion("embedded", "stream", true, "stream_options", Map.of("include_usage", true));

    HttpResponse<String> response = served.post("/v1/completions", JSON.writeValueAsString(body));

    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    List<JsonNode> events = new ArrayList<>(events(response.body()));
    JsonNode usage = events.remove(events.size() - 1);
    assertThat(usage.get("usage").get("completion_tokens").asInt()).isPositive();
    assertThat(events).hasSizeGreaterThan(3);
    assertThat(String.join("", events.stream().map(ModelServerTest::textOf).toList()))
        .isEqualTo(written("embedded", PROMPT, 24, Sampling.GREEDY));
    assertThat(events.get(events.size() - 1).get("choices").get(0).get("finish_reason").isString())
        .isTrue();
  }

  private static Map<String, Object> chat(boolean stream) {
    return Map.of(
        "model",
        "embedded",
        "messages",
        List.of(
            Map.of("role", "system", "content", "Be kind."),
            Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", PROMPT)))),
        "max_completion_tokens",
        20,
        "temperature",
        0,
        "stream",
        stream);
  }

  private static String answered() {
    String rendered = "system: Be kind.\nuser: " + PROMPT + "\nassistant:";
    return written("embedded", rendered, 20, Sampling.GREEDY);
  }

  @Test
  void aConversationIsPutIntoTheChatTemplate() throws Exception {
    JsonNode message =
        served.ask("/v1/chat/completions", chat(false)).get("choices").get(0).get("message");

    assertThat(message.get("role").stringValue()).isEqualTo("assistant");
    assertThat(message.get("content").stringValue()).isEqualTo(answered());
  }

  @Test
  void aConversationsStreamTellsTheRoleFirst() throws Exception {
    List<JsonNode> deltas =
        events(served.post("/v1/chat/completions", JSON.writeValueAsString(chat(true))).body())
            .stream()
            .map(event -> event.get("choices").get(0).get("delta"))
            .toList();

    assertThat(deltas.get(0).get("role").stringValue()).isEqualTo("assistant");
    assertThat(String.join("", deltas.stream().map(d -> d.path("content").asString("")).toList()))
        .isEqualTo(answered());
  }

  @Test
  void theDemoSearchesWithItsTemplate() throws Exception {
    JsonNode answer =
        served.ask(
            "/generate",
            Map.of(
                "model",
                "embedded",
                "instruction",
                "Name a stone.",
                "input",
                "ctx",
                "do_sample",
                false,
                "max_new_tokens",
                16));

    String prompt = PromptTemplate.named("alpaca").evaluation("Name a stone.", "ctx") + "\n";
    assertThat(answer.get("text").stringValue()).isEqualTo(searched(prompt, 16, Beams.of(4)));
  }

  @Test
  void theDemosTemperatureDrawsTheContinuationsOfItsSearch() throws Exception {
    JsonNode answer =
        served.ask(
            "/generate",
            Map.of(
                "model",
                "embedded",
                "instruction",
                "Name a stone.",
                "template",
                "commonsense",
                "temperature",
                0.7,
                "num_beams",
                3,
                "max_new_tokens",
                12,
                "seed",
                5));

    String prompt = PromptTemplate.named("commonsense").evaluation("Name a stone.", "");
    Beams beams = Beams.of(3).withSampling(new Sampling(0.7, 40, 0.75, 5));
    assertThat(answer.get("text").stringValue()).isEqualTo(searched(prompt, 12, beams));
  }

  @Test
  void theModelsAreListedTheUsualOneFirst() throws Exception {
    JsonNode data = JSON.readTree(served.get("/v1/models").body()).get("data");

    assertThat(data.valueStream().map(m -> m.get("id").stringValue()).toList())
        .containsExactly("one", "two", "embedded");
  }

  @Test
  void theServerTellsThatItIsWell() throws Exception {
    JsonNode health = JSON.readTree(served.get("/health").body());

    assertThat(health.get("status").stringValue()).isEqualTo("ok");
    assertThat(health.get("max_positions").asInt()).isEqualTo(512);
    assertThat(health.get("templates").get(0).stringValue()).isEqualTo("demo");
  }

  @Test
  void thePageBringsEverythingAlong() throws Exception {
    HttpResponse<String> page = served.get("/");

    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "connect-src 'self'");
    assertThat(page.body()).doesNotContain("http://", "https://").contains("num_beams");
  }

  @Test
  void nativeMemoryStaysFlat() throws Exception {
    String[] names = {"one", "embedded", "two"};
    for (String name : names) {
      served.ask("/v1/completions", completion(name, "max_tokens", 3));
      served.ask("/generate", demo(name));
    }
    long objects = Memory.liveObjects();
    for (int i = 0; i < 25; i++) {
      served.ask("/v1/completions", completion(names[i % 3], "max_tokens", 3));
      served.ask("/generate", demo(names[i % 3]));
    }
    served.ask("/v1/completions", completion("two", "max_tokens", 3));

    assertThat(Memory.liveObjects()).isEqualTo(objects);
  }

  private static Map<String, Object> demo(String name) {
    return Map.of("model", name, "instruction", "Name a stone.", "max_new_tokens", 3);
  }

  @Test
  void manyAtOnceAreAnsweredOneAfterAnotherOrRefused() throws Exception {
    ServerOptions small = new ServerOptions("127.0.0.1", 0, 1, Optional.empty(), "demo");
    try (ServedEmbedded server = ServedEmbedded.start(model, Map.of(), small)) {
      HttpRequest request =
          server
              .to("/v1/completions")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      JSON.writeValueAsString(completion("embedded", "max_tokens", 200))))
              .build();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(server.client().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
      }
      List<Integer> statuses = all.stream().map(f -> f.join().statusCode()).toList();

      assertThat(statuses).contains(200, 503).allMatch(s -> s == 200 || s == 503);
      assertThat(textOf(server.ask("/v1/completions", completion("embedded")))).isNotEmpty();
    }
  }
}
