package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tools/bench/compare, with both sides played by small scripts. */
class CompareToolTest {
  private static final Path TOOL =
      Path.of(System.getProperty("dora4j.root"), "tools/bench/compare");

  @TempDir private Path temp;
  private Path calls = Path.of("");

  /** How the tool ended. */
  private record End(int status, String out, String err) {}

  @BeforeEach
  void needsPython() {
    assumeThat(Files.exists(Path.of("/usr/bin/python3"))).isTrue();
    calls = temp.resolve("calls");
  }

  private Path side(String name, String answer) throws IOException {
    Path script =
        Files.writeString(
            temp.resolve(name),
            "#!/bin/sh\necho \"%s $*\" >> '%s'\n%s\n".formatted(name, calls, answer));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private End compare(Path python, Path dora4j, String... args)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("/usr/bin/python3", TOOL.toString()));
    words.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("PYTHON", python.toString());
    builder.environment().put("DORA4J", dora4j + " -x");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new End(process.waitFor(), out, err);
  }

  @Test
  void bothSidesRunInTurnsAndTheirMediansAreCompared() throws Exception {
    Path python = side("python", "echo '{\"tokens_per_s\": 100, \"peak_bytes\": 2147483648}'");
    Path dora4j = side("dora4j", "echo '{\"tokens_per_s\": 150, \"peak_bytes\": 1073741824}'");

    End end = compare(python, dora4j, "--rounds", "2", "step", "--shape", "s");

    assertThat(end.status()).as(end.err()).isZero();
    assertThat(end.out()).contains("100.0", "150.0", "1.50", "2.00 GiB", "1.00 GiB", "0.50");
    List<String> lines = Files.readAllLines(calls);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("dora4j -x --version");
    assertThat(lines.get(1)).startsWith("python").contains("peft_step.py --shape s --json");
    assertThat(lines.get(2)).isEqualTo("dora4j -x bench step --shape s --no-breakdown --json");
    assertThat(lines.get(3)).startsWith("dora4j");
    assertThat(lines.get(4)).startsWith("python");
  }

  @Test
  void aSideThatFailsIsNamedWithItsOwnWords() throws Exception {
    Path python = side("python", "echo 'no torch here' >&2; exit 3");
    Path dora4j = side("dora4j", "");

    End end = compare(python, dora4j, "decode", "--shape", "s");

    assertThat(end.status()).isEqualTo(1);
    assertThat(end.err()).contains("no torch here", "hf_decode.py", "failed with status 3");
  }
}
