package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dora4j.data.PromptTemplate;
import org.dora4j.model.BeamSearch;
import org.dora4j.model.Beams;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.model.TextLength;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** generate and chat, held against the Java API. */
class TextCommandsTest {
  @TempDir private static Path temp;
  private static String model = "";

  @BeforeAll
  static void createModel() throws IOException {
    model = TinyModel.create(temp.resolve("model"), "models/gqa").toString();
  }

  private static String continuation(String prompt, Sampling sampling, int limit) {
    try (LoadedModel loaded = LoadedModel.open(model, DType.F32, Device.CPU)) {
      int[] ids = loaded.tokenizer().encode(prompt);
      Set<Integer> ends = new HashSet<>(loaded.transformer().config().eosIds());
      int[] text =
          new Generator(loaded.transformer(), ends).generate(List.of(ids), limit, sampling)[0];
      return loaded.tokenizer().decode(text, true);
    }
  }

  @Test
  void generatesWhatTheApiGenerates() {
    CommandRun run = CommandRun.of("generate", "-m", model, "-p", "Hello", "-n", "12");

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(continuation("Hello", Sampling.GREEDY, 12) + "\n");
  }

  @Test
  void drawsWhatTheApiDraws() {
    CommandRun run =
        CommandRun.of(
            "generate",
            "-m",
            model,
            "-p",
            "Hello",
            "-n",
            "9",
            "-t",
            "0.9",
            "--top-k",
            "20",
            "--top-p",
            "0.9",
            "--seed",
            "7");

    assertThat(run.out()).isEqualTo(continuation("Hello", new Sampling(0.9, 20, 0.9, 7), 9) + "\n");
  }

  @Test
  void searchesWhatTheApiSearches() {
    CommandRun run =
        CommandRun.of(
            "generate",
            "-m",
            model,
            "-p",
            "Hello",
            "-n",
            "8",
            "--beams",
            "3",
            "--length-penalty",
            "0.5",
            "--text-length",
            "whole");

    Beams beams = Beams.of(3).withLengthPenalty(0.5).withLength(TextLength.WHOLE);
    try (LoadedModel loaded = LoadedModel.open(model, DType.F32, Device.CPU)) {
      Set<Integer> ends = new HashSet<>(loaded.transformer().config().eosIds());
      int[] ids = loaded.tokenizer().encode("Hello");
      int[] text = new BeamSearch(loaded.transformer(), ends, beams).generate(List.of(ids), 8)[0];
      assertThat(run.out()).isEqualTo(loaded.tokenizer().decode(text, true) + "\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--beams,0,--beams must be at least 1",
    "--length-penalty,NaN,--length-penalty must be a number",
    "--text-length,half,--text-length must be written or whole",
    "--top-p,2,--top-p must be above 0"
  })
  void wordsThatMakeNoSenseAreRefused(String option, String value, String message) {
    CommandRun run = CommandRun.of("generate", "-m", model, "-p", "Hello", option, value);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void continuesStandardInput() {
    CommandRun run = CommandRun.withInput("Hello\n", "generate", "-m", model, "-n", "12");

    assertThat(run.out()).isEqualTo(continuation("Hello", Sampling.GREEDY, 12) + "\n");
  }

  @Test
  void severalPromptsAsJsonGiveTheirTokens() {
    CommandRun run =
        CommandRun.of("generate", "-m", model, "-p", "Hello", "-p", "A", "-n", "5", "--json");

    List<JsonNode> lines = run.out().lines().map(new JsonMapper()::readTree).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1).get("prompt").stringValue()).isEqualTo("A");
    assertThat(lines.get(1).get("text").stringValue())
        .isEqualTo(continuation("A", Sampling.GREEDY, 5));
    assertThat(lines.get(1).get("tokens").size()).isLessThanOrEqualTo(5);
  }

  @Test
  void wrapsAPromptInTheChatTemplate() {
    CommandRun run =
        CommandRun.of(
            "generate",
            "-m",
            model,
            "-p",
            "Hi",
            "--template",
            "chat",
            "--system",
            "Be kind",
            "-n",
            "6");

    String rendered = "<system>Be kind</s><user>Hi</s><assistant>";
    assertThat(run.out()).isEqualTo(continuation(rendered, Sampling.GREEDY, 6) + "\n");
  }

  @Test
  void anEmptyPromptIsRefused() {
    CommandRun run = CommandRun.withInput("", "generate", "-m", model);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("there is no prompt");
  }

  @Test
  void chatRemembersWhatWasSaidUntilANewConversation() {
    String said = "Hi\nHo\n/new\nHi\n/exit\nnever\n";
    CommandRun run = CommandRun.withInput(said, "chat", "-m", model, "-n", "4");

    String first = continuation("<user>Hi</s><assistant>", Sampling.GREEDY, 4);
    String second =
        continuation(
            "<user>Hi</s><assistant>" + first + "</s><user>Ho</s><assistant>", Sampling.GREEDY, 4);
    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(first + "\n" + second + "\n" + first + "\n");
  }

  @Test
  void chatNeedsAChatTemplate() throws IOException {
    Path plain = TinyModel.create(temp.resolve("plain"), "models/gqa");
    Files.writeString(plain.resolve("tokenizer_config.json"), "{\"eos_token\": \"</s>\"}");

    CommandRun run = CommandRun.of("chat", "-m", plain.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("has no chat template");
  }

  @Test
  void chatWithATemplateAnswersEachLineByItself() {
    String said = "Hi\n/input ctx\nHi\n/new\nHi\n";
    CommandRun run =
        CommandRun.withInput(said, "chat", "-m", model, "-n", "5", "--template", "alpaca");

    PromptTemplate alpaca = PromptTemplate.named("alpaca");
    String plain = continuation(alpaca.evaluation("Hi", ""), Sampling.GREEDY, 5);
    String context = continuation(alpaca.evaluation("Hi", "ctx"), Sampling.GREEDY, 5);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(plain + "\n" + context + "\n" + plain + "\n");
  }

  @Test
  void chatSearchesWhatGenerateSearches() {
    String[] search = {"-m", model, "-n", "6", "--beams", "3", "--template", "commonsense"};
    CommandRun chat = CommandRun.withInput("Hi\n", with("chat", search));
    CommandRun generate = CommandRun.of(with("generate", search, "-p", "Hi"));

    assertThat(chat.status()).as(chat.err()).isZero();
    assertThat(chat.out()).isEqualTo(generate.out());
  }

  private static String[] with(String command, String[] options, String... more) {
    return Stream.of(new String[] {command}, options, more)
        .flatMap(Arrays::stream)
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "--template,alpca,There is no prompt template",
    "--template=alpaca,--system=x,--system needs the template chat",
    "--beams,0,--beams must be at least 1"
  })
  void chatRefusesWordsThatMakeNoSense(String option, String value, String message) {
    CommandRun run = CommandRun.withInput("", "chat", "-m", model, option, value);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void anAdapterChangesTheText() throws IOException {
    Path base = TinyModel.create(temp.resolve("base"), "adapters/base");
    String adapter = TinyModel.golden("adapters/dora_all_linear").toString();
    String[] plain = {"generate", "-m", base.toString(), "-p", "Hello", "-n", "16"};
    String[] adapted = Arrays.copyOf(plain, plain.length + 2);
    adapted[plain.length] = "--adapter";
    adapted[plain.length + 1] = adapter;

    assertThat(CommandRun.of(adapted).status()).isZero();
    assertThat(CommandRun.of(adapted).out()).isNotEqualTo(CommandRun.of(plain).out());
  }
}
