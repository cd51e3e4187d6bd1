package org.dora4j.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.train.config.TrainConfig;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Options of train and settings of the configuration are the same thing. */
class TrainOptionsTest {
  private static CommandLine command() {
    return new CommandLine(
        TrainCommand.spec(Terminal.plain(InputStream.nullInputStream(), System.out, System.err)));
  }

  private static Map<String, String> given(String... args) {
    return TrainOptions.given(command().parseArgs(args));
  }

  @Test
  void everySettingIsAnOptionExactlyOnce() {
    List<String> keys =
        TrainOptionGroup.all().stream()
            .flatMap(group -> group.options().stream())
            .map(TrainOption::key)
            .toList();

    assertThat(keys)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(TrainConfig.keys());
  }

  @Test
  void valuesAndFlagsBecomeSettings() {
    assertThat(given("--rank", "8", "--no-shuffle", "--rslora", "-o", "run", "c.yaml"))
        .isEqualTo(Map.of("rank", "8", "shuffle", "false", "rslora", "true", "output", "run"));
  }

  @Test
  void aFlagThatConfirmsTheDefaultIsUnderstood() {
    assertThat(given("--shuffle", "--no-rslora"))
        .isEqualTo(Map.of("shuffle", "true", "rslora", "false"));
  }

  @Test
  void theHelpShowsEachFlagAsItChangesTheDefaultAndTheDefaultsOfValues() {
    String help = command().getUsageMessage();

    assertThat(help).contains("--no-shuffle", "--rslora").doesNotContain("--no-rslora");
    assertThat(help.replaceAll("\\s+", ""))
        .contains(
            "(default:16;256forvera,dvora)", "(default:q_proj,k_proj,v_proj,up_proj,down_proj)");
  }
}
