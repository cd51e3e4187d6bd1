package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dora4j.data.bpe.BpeTrainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatasetTest {
  private static final String CHATML =
      "{% for m in messages %}{{ '<u>' + m.role + '\\n' + m.content + '</u>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<u>assistant\\n' }}{% endif %}";
  private static final DataOptions PLAIN = DataOptions.DEFAULT.withCutoff(512);

  @TempDir private Path folder;
  private Tokenizer tokenizer;
  private Tokenizer bos;

  @BeforeAll
  void train() {
    String json =
        BpeTrainer.train(List.of("the question"), 300, List.of("<s>", "</s>", "<u>", "</u>"));
    tokenizer =
        Tokenizer.of(json, new TokenizerConfig("<s>", "</s>", null, null, false, false, CHATML));
    bos = Tokenizer.of(json, new TokenizerConfig("<s>", "</s>", null, null, true, false, null));
  }

  @AfterAll
  void close() {
    tokenizer.close();
    bos.close();
  }

  @Test
  void instructionMasksThePromptAndLearnsTheAnswerWithItsEnd() throws IOException {
    Example example =
        only("[{\"instruction\": \"Is it?\", \"input\": \"\", \"output\": \"yes\"}]", PLAIN);
    PromptTemplate alpaca = PromptTemplate.named("alpaca");

    assertThat(tokenizer.decode(example.ids()))
        .isEqualTo(alpaca.training("Is it?", "", "yes") + "</s>");
    assertThat(learned(example)).isEqualTo("yes</s>");
    assertThat(example.trainedTokens())
        .isEqualTo(example.length() - tokenizer.encode(alpaca.training("Is it?", "", "")).length);
  }

  @Test
  void commonsenseIsRecognised() throws IOException {
    Path file =
        write(
            "d.json",
            "[{\"instruction\": \"Is it?\", \"input\": \"\", \"output\": \"the correct answer is true\", \"answer\": \"true\"}]");

    Dataset dataset = Dataset.read(file, PLAIN, tokenizer);

    assertThat(dataset.template()).isEqualTo("commonsense");
    assertThat(learned(dataset.examples().get(0))).isEqualTo("the correct answer is true</s>");
  }

  @Test
  void namedTemplateIsUsed() throws IOException {
    Path file = write("d.jsonl", "{\"prompt\": \"2+2=\", \"completion\": \"4\"}");

    Dataset dataset = Dataset.read(file, PLAIN.withTemplate("commonsense"), tokenizer);

    assertThat(tokenizer.decode(dataset.examples().get(0).ids()))
        .isEqualTo(PromptTemplate.named("commonsense").training("2+2=", "", "4") + "</s>");
  }

  @Test
  void promptCompletionIsTakenAsItStands() throws IOException {
    Example example = only("{\"prompt\": \"2+2=\", \"completion\": \"4\"}\n", PLAIN);

    assertThat(tokenizer.decode(example.ids())).isEqualTo("2+2=4</s>");
    assertThat(learned(example)).isEqualTo("4</s>");
  }

  @Test
  void contextAndTargetAreTakenAsPromptAndCompletion() throws IOException {
    assertThat(learned(only("{\"context\": \"a:\", \"target\": \"b\"}", PLAIN))).isEqualTo("b</s>");
  }

  @Test
  void inputsAreLearnedWhenAsked() throws IOException {
    Example example =
        only("{\"prompt\": \"2+2=\", \"completion\": \"4\"}", PLAIN.withTrainOnInputs(true));

    assertThat(learned(example)).isEqualTo("2+2=4</s>");
  }

  @Test
  void textIsLearnedAsAWhole() throws IOException {
    assertThat(learned(only("{\"text\": \"the end\"}", PLAIN))).isEqualTo("the end</s>");
  }

  @Test
  void beginTokenIsReadButNotLearned() throws IOException {
    Path file = write("d.jsonl", "{\"prompt\": \"a\", \"completion\": \"b\"}");

    Example example = Dataset.load(file, PLAIN, bos).get(0);

    assertThat(bos.decode(example.ids())).isEqualTo("<s>ab</s>");
    assertThat(example.labels()[0]).isEqualTo(Example.IGNORE);
    assertThat(learned(example)).isEqualTo("b</s>");
  }

  @Test
  void endTokenComesOnlyWhereTheCutoffLeavesRoom() throws IOException {
    String record = "{\"prompt\": \"1\", \"completion\": \"234\"}";

    assertThat(tokenizer.decode(only(record, PLAIN.withCutoff(5)).ids())).isEqualTo("1234</s>");
    assertThat(tokenizer.decode(only(record, PLAIN.withCutoff(4)).ids())).isEqualTo("1234");
    assertThat(tokenizer.decode(only(record, PLAIN.withCutoff(3)).ids())).isEqualTo("123");
  }

  /** The published rule at its edge: cut at 256 tokens, and an end only where it has room. */
  @ParameterizedTest
  @CsvSource({"254, 255, true", "255, 256, true", "256, 256, false", "257, 256, false"})
  void theCutoffAndTheEndTokenMeetAtItsEdge(int tokens, int length, boolean ends)
      throws IOException {
    Example example =
        only(
            "{\"prompt\": \"1\", \"completion\": \"%s\"}".formatted("2".repeat(tokens - 1)),
            PLAIN.withCutoff(256));

    assertThat(example.length()).isEqualTo(length);
    assertThat(tokenizer.decode(example.ids()).endsWith("</s>")).isEqualTo(ends);
    assertThat(example.labels()[0]).isEqualTo(Example.IGNORE);
    assertThat(example.trainedTokens()).isEqualTo(length - 1);
  }

  @Test
  void filesAreTakenOneBehindAnother() throws IOException {
    Path one = write("one.jsonl", "{\"text\": \"a\"}\n{\"text\": \"b\"}");
    Path two = write("two.jsonl", "{\"text\": \"c\"}");

    List<Example> examples = Dataset.read(List.of(two, one), PLAIN, tokenizer).examples();

    assertThat(examples.stream().map(this::learned)).containsExactly("c</s>", "a</s>", "b</s>");
  }

  @Test
  void filesOfDifferentTemplatesAreRefused() throws IOException {
    Path one = write("one.jsonl", "{\"text\": \"a\"}");
    Path two = write("two.jsonl", "{\"prompt\": \"a\", \"completion\": \"b\"}");

    assertThatThrownBy(() -> Dataset.read(List.of(one, two), PLAIN, tokenizer))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s suits the template plain but %s the template prompt-completion; name one template for all, or train on one of them."
                .formatted(one, two));
  }

  @Test
  void eachInstanceOfAnInstructionIsAnExample() throws IOException {
    Path file =
        write(
            "seed.jsonl",
            "{\"instruction\": \"Add.\", \"instances\": [{\"input\": \"1 1\", \"output\": \"2\"}, {\"input\": \"\", \"output\": \"0\"}]}");
    PromptTemplate alpaca = PromptTemplate.named("alpaca");

    List<Example> examples = Dataset.load(file, PLAIN, tokenizer);

    assertThat(examples.stream().map(example -> tokenizer.decode(example.ids())))
        .containsExactly(
            alpaca.training("Add.", "1 1", "2") + "</s>",
            alpaca.training("Add.", "", "0") + "</s>");
  }

  @Test
  void endTokenIsNotDoubledAndCanBeLeftOut() throws IOException {
    assertThat(tokenizer.decode(only("{\"text\": \"a</s>\"}", PLAIN).ids())).isEqualTo("a</s>");
    assertThat(tokenizer.decode(only("{\"text\": \"ab\"}", PLAIN.withAppendEos(false)).ids()))
        .isEqualTo("ab");
  }

  @Test
  void messagesLearnTheAssistantsTurnsWithTheirEnds() throws IOException {
    String record =
        "{\"messages\": [{\"role\": \"user\", \"content\": \"yes?\"}, {\"role\": \"assistant\", \"content\": \"yes 😀\"}, {\"role\": \"user\", \"content\": \"no?\"}, {\"role\": \"assistant\", \"content\": \"no\"}]}";
    Example example = only(record, PLAIN);

    assertThat(tokenizer.decode(example.ids()))
        .isEqualTo(
            "<u>user\nyes?</u>\n<u>assistant\nyes 😀</u>\n<u>user\nno?</u>\n<u>assistant\nno</u>\n");
    assertThat(learned(example)).isEqualTo("yes 😀</u>no</u>");
  }

  @Test
  void shareGptNamesAreUnderstood() throws IOException {
    Example example =
        only(
            "[{\"id\": 1, \"conversations\": [{\"from\": \"human\", \"value\": \"a\"}, {\"from\": \"gpt\", \"value\": \"b\"}]}]",
            PLAIN);

    assertThat(tokenizer.decode(example.ids())).isEqualTo("<u>user\na</u>\n<u>assistant\nb</u>\n");
    assertThat(learned(example)).isEqualTo("b</u>");
  }

  @Test
  void chatTemplateWithoutAnEndOfTurnGetsTheEndToken() throws IOException {
    String json = BpeTrainer.train(List.of("a"), 300, List.of("</s>"));
    TokenizerConfig config =
        new TokenizerConfig(
            null,
            "</s>",
            null,
            null,
            false,
            false,
            "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}");
    Path file =
        write(
            "d.jsonl",
            "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}");

    try (Tokenizer plain = Tokenizer.of(json, config)) {
      Example example = Dataset.load(file, PLAIN, plain).get(0);
      assertThat(plain.decode(example.ids())).isEqualTo("user: a\nassistant: b\n</s>");
      assertThat(plain.decode(trained(example))).isEqualTo("b\n</s>");
    }
  }

  @Test
  void instructionsCanBeWrittenAsChat() throws IOException {
    Example example =
        only(
            "[{\"instruction\": \"Add\", \"input\": \"1\", \"output\": \"2\"}]",
            PLAIN.withTemplate("chat"));

    assertThat(tokenizer.decode(example.ids()))
        .isEqualTo("<u>user\nAdd\n\n1</u>\n<u>assistant\n2</u>\n");
  }

  @Test
  void tokenisedRowsAreTakenAsTheyAre() throws IOException {
    Example given =
        only("{\"input_ids\": [7, 8, 9], \"labels\": [-100, 8, 9]}", PLAIN.withCutoff(2));
    Example whole = only("{\"input_ids\": [7, 8, 9]}", PLAIN);

    assertThat(given.ids()).containsExactly(7, 8);
    assertThat(given.labels()).containsExactly(-100, 8);
    assertThat(whole.labels()).containsExactly(7, 8, 9);
  }

  @Test
  void examplesThatLearnNothingAreLeftOutAndCounted() throws IOException {
    Path file =
        write(
            "d.jsonl",
            "{\"prompt\": \"1234567\", \"completion\": \"8\"}\n{\"prompt\": \"1\", \"completion\": \"2\"}\n");

    Dataset dataset = Dataset.read(file, PLAIN.withCutoff(4), tokenizer);

    assertThat(dataset.examples()).hasSize(1);
    assertThat(dataset.warnings())
        .containsExactly(
            "In 1 of 2 examples nothing is learned (the first is %s, line 1): the cutoff of 4 tokens leaves nothing of the answer, or there is none; they are left out."
                .formatted(file));
  }

  @Test
  void dataThatTeachesNothingAtAllIsRefused() throws IOException {
    Path file = write("d.jsonl", "{\"prompt\": \"1234567\", \"completion\": \"8\"}");

    assertThatThrownBy(() -> Dataset.load(file, PLAIN.withCutoff(4), tokenizer))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("In 1 of 1 examples nothing is learned")
        .hasMessageEndingWith("raise it or learn the inputs too.");
  }

  /** What is wrong, and in which line or element. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                        | The data file FILE holds no records.",
        "`[]`                                      | The data file FILE holds no records.",
        "`{\"text\": \"a\"}\\n\\n{\"text\": `      | FILE, line 3, is not JSON: Unexpected end-of-input",
        "`{\"text\": \"a\"} x`                     | FILE, line 1, is not JSON: Unrecognized token 'x'",
        "`[{\"text\": \"a\"},\\n{\"text\": \"b\"`  | FILE, line 2, is not JSON: Unexpected end-of-input",
        "`[{\"text\": \"a\"}] []`                  | FILE goes on after the end of its list.",
        "`[{\"text\": \"a\"}, 5]`                  | FILE, element 2 is not a JSON object with named fields.",
        "`hello`                                   | FILE, line 1, is not JSON: Unrecognized token 'hello'",
        "`{\"other\": 1}`                          | FILE, line 1 has none of the fields dora4j knows",
        "`{\"text\": \"a\"}\\n{\"txt\": \"b\"}`    | FILE, line 2 has no field \"text\".",
        "`[{\"instruction\": \"a\", \"instances\": []}]` | The data file FILE holds no instances.",
        "`[{\"instruction\": \"a\", \"instances\": [1]}]` | FILE, element 1, instance 1 is not a JSON object with named fields.",
        "`[{\"instruction\": \"a\"}]`              | FILE, element 1 has no field \"output\".",
        "`{\"text\": [1]}`                         | The field \"text\" of FILE, line 1 is not a text.",
        "`{\"input_ids\": [1, \"a\"]}`             | The field \"input_ids\" of FILE, line 1 is not a list of integers.",
        "`{\"input_ids\": [1, 999]}`               | FILE, line 1 has the token id 999, but the vocabulary ends at",
        "`{\"input_ids\": [1, 2], \"labels\": [1]}` | FILE, line 1: An example needs one label per id",
        "`{\"messages\": []}`                      | The field \"messages\" of FILE, line 1 is not a list of turns.",
        "`{\"messages\": [{\"role\": \"user\"}]}`  | FILE, line 1, turn 1 has no field \"content\".",
        "`{\"messages\": [\"hi\"]}`                | FILE, line 1, turn 1, is not an object with named fields.",
      })
  void badDataIsToldWithItsPlace(String content, String message) throws IOException {
    Path file = write("bad.json", content == null ? "" : content.replace("\\n", "\n"));

    assertThatThrownBy(() -> Dataset.load(file, PLAIN, tokenizer))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message.replace("FILE", file.toString()));
  }

  @Test
  void missingFileIsTold() {
    Path file = folder.resolve("none.json");

    assertThatThrownBy(() -> Dataset.load(file, PLAIN, tokenizer))
        .hasMessage("There is no data file " + file + ".");
  }

  @Test
  void otherEncodingIsTold() throws IOException {
    Path file = folder.resolve("latin.jsonl");
    Files.write(file, "{\"text\": \"ü\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Dataset.load(file, PLAIN, tokenizer))
        .hasMessage(file + " is not UTF-8 text; convert it first.");
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreAccepted() throws IOException {
    Path file = write("d.jsonl", "\uFEFF{\"text\": \"a\"}\r\n{\"text\": \"b\"}\r\n");

    assertThat(Dataset.load(file, PLAIN, tokenizer)).hasSize(2);
  }

  @Test
  void conversationWithoutAChatTemplateIsTold() throws IOException {
    Path file = write("d.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}");

    assertThatThrownBy(() -> Dataset.load(file, PLAIN, bos))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The tokenizer has no chat template");
  }

  @Test
  void textDoesNotSuitATemplateWithAQuestion() throws IOException {
    Path file = write("d.jsonl", "{\"text\": \"a\"}");

    assertThatThrownBy(() -> Dataset.load(file, PLAIN.withTemplate("alpaca"), tokenizer))
        .hasMessage(
            file
                + ", line 1 does not suit the template \"alpaca\", which wants a question and an answer.");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> PLAIN.withCutoff(1)).hasMessageContaining("but was 1.");
    assertThatThrownBy(() -> PLAIN.withTemplate("x")).hasMessageContaining("no prompt template");
  }

  private Example only(String content, DataOptions options) throws IOException {
    List<Example> examples = Dataset.load(write("data.json", content), options, tokenizer);
    assertThat(examples).hasSize(1);
    return examples.get(0);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private String learned(Example example) {
    return tokenizer.decode(trained(example));
  }

  private static int[] trained(Example example) {
    return Arrays.stream(example.labels()).filter(label -> label != Example.IGNORE).toArray();
  }
}
