package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A base in few bits, from training to merging. */
class BaseBitsTest {
  @TempDir private static Path shared;
  private static String model = "";
  private static String data = "";

  @TempDir private Path temp;

  @BeforeAll
  static void createModelAndData() throws IOException {
    model = TinyModel.create(shared.resolve("model"), "models/gqa").toString();
    String line = "{\"prompt\": \"Count: \", \"completion\": \"one two three\"}\n";
    data = Files.writeString(shared.resolve("data.jsonl"), line.repeat(8)).toString();
  }

  private CommandRun train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "-m", model, "-d", data, "-o"));
    args.addAll(List.of(temp.resolve("run").toString(), "--rank", "4", "--steps", "4"));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private Path logits(String name, String of, String... more) throws IOException {
    Path ids = Files.writeString(temp.resolve("ids.json"), "{\"input_ids\": [[5, 6, 7, 8, 9]]}");
    Path out = temp.resolve(name + ".safetensors");
    List<String> args = new ArrayList<>(List.of("logits", "--ids", ids.toString(), "-m", of));
    args.addAll(List.of("-o", out.toString()));
    args.addAll(Arrays.asList(more));
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return out;
  }

  private static double difference(Path one, Path other) {
    try (Scope scope = Scope.open();
        SafeTensors first = SafeTensors.open(one);
        SafeTensors second = SafeTensors.open(other)) {
      return Ops.maxDifference(first.tensor("logits"), second.tensor("logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "8"})
  void anAdapterMergesIntoTheBaseThatItWasTrainedOn(String bits) throws IOException {
    CommandRun trained = train("--base-bits", bits, "--lr", "1e-2");
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(temp.resolve("run/config.yaml")).content().contains("base_bits: " + bits);
    String adapter = trained.out().strip();
    String merged = temp.resolve("merged").toString();
    CommandRun merge =
        CommandRun.of("merge", "-m", model, "-a", adapter, "-o", merged, "--base-bits", bits);
    assertThat(merge.status()).as(merge.err()).isZero();
    Path attached = logits("attached", model, "-a", adapter, "--base-bits", bits);
    assertThat(difference(logits("merged", merged), attached)).isLessThan(1e-5);
    assertThat(difference(logits("plain", model, "-a", adapter), attached)).isGreaterThan(1e-3);
  }

  @Test
  void anAdapterOnAnotherBaseThanItsOwnIsWarnedOf() {
    String adapter = train("--base-bits", "4").out().strip();
    String[] text = {"generate", "-p", "Count: ", "-n", "2", "-m", model, "-a", adapter};
    assertThat(CommandRun.of(text).err())
        .contains("trained on a base of 4 bits; take --base-bits 4 to put it on the same numbers");
    String[] same = Arrays.copyOf(text, text.length + 2);
    same[text.length] = "--base-bits";
    same[text.length + 1] = "4";
    assertThat(CommandRun.of(same).err()).doesNotContain("was trained on a base");
  }

  @Test
  void scalesInFullAreAnotherBase() throws IOException {
    Path twice = logits("double", model, "--base-bits", "4");
    Path once = logits("single", model, "--base-bits", "4", "--no-double-quantisation");
    assertThat(difference(once, twice)).isGreaterThan(1e-5);
  }

  @Test
  void aRunGoesOnWithItsOwnBaseOnly() {
    assertThat(train("--base-bits", "4", "--save-every", "2").status()).isZero();
    CommandRun other = train("--base-bits", "8", "--resume", "--save-every", "2");
    assertThat(other.status()).isNotZero();
    assertThat(other.err()).contains("base_bits was 4 and is 8");
    assertThat(temp.resolve("run/config.yaml")).content().contains("base_bits: 4");
    CommandRun same = train("--base-bits", "4", "--resume", "--save-every", "2");
    assertThat(same.status()).as(same.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--base-bits 5 | must be 4, 8 or 16 but is 5",
        "--base-bits 4 --method full | goes with a frozen base only",
        "--base-bits 8 --no-double-quantisation | is about a base of 4 bits only",
        "--base-bits 4 --init pissa --method lora | init is pissa, which changes the base, but base_bits keeps it in 4 bits",
      })
  void whatDoesNotGoTogetherIsRefused(String options, String sentence) {
    CommandRun run = train(options.strip().split(" "));
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains(sentence);
    assertThat(temp.resolve("run/adapter")).doesNotExist();
  }
}
