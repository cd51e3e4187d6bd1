package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines that cannot be understood: status 2, nothing on standard output, one sentence. */
class UsageErrorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian                       | There is no command 'trian'; did you mean train?",
        "frobnicate                  | There is no command 'frobnicate'.",
        "train --rnak 8              | There is no option '--rnak'; did you mean --rank?",
        "train --rnak=8              | There is no option '--rnak'; did you mean --rank?",
        "generate --modle M          | There is no option '--modle'; did you mean --model?",
        "doctor now                  | There is no place for the argument 'now'.",
        "generate --prompt hello     | --model is missing.",
        "logits --model M --text a   | --output is missing.",
        "logits --model M -o F       | One of --ids, --text is missing.",
        "generate -m M --top-k many  | 'many'",
        "generate -m M -p a -n 0     | --max-tokens must be at least 1 but is 0.",
        "generate -m M --system a -p b | --system needs --template chat.",
        "generate -m M -p a -t -1    | --temperature must be 0 or more but is -1.0.",
        "merge -m M -o O --format x  | --format",
        "merge -m M -o O --type q8_0 | --type is for --format gguf",
        "merge -m M -o o.gguf --type q2 | --type must be f16, bf16 or q8_0 but is 'q2'.",
        "inspect                     | there is nothing to look into: name a --model, an --adapter or a --data file.",
        "inspect --data x.json       | --data needs --model",
        "setup                       | setup takes either --cuda, with or without --libraries, or --cpu",
        "setup --cuda                | setup is done by the launcher: run ./dora4j setup",
        "help trian                  | There is no command 'trian'; did you mean train?",
      })
  void isOneSentence(String line, String sentence) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip()).startsWith("dora4j").contains(sentence).hasLineCount(1);
  }

  @Test
  void anUnknownOptionPointsToTheHelpOfItsCommand() {
    assertThat(CommandRun.of("doctor", "--jsn").err()).endsWith("See 'dora4j doctor --help'.\n");
  }

  @Test
  void debugAddsTheStackTrace() {
    assertThat(CommandRun.of("inspect").err()).doesNotContain("\tat ");
    assertThat(CommandRun.of("inspect", "--debug").err()).contains("\tat org.dora4j.cli");
  }
}
