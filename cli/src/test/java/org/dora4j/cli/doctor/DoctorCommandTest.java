package org.dora4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.torch.NvidiaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** doctor: what it finds out about this machine, and what it makes of findings. */
class DoctorCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
  private final Terminal terminal = Terminal.plain(InputStream.nullInputStream(), stream, stream);

  private int run(List<Check> checks, String... args) {
    return new CommandLine(new DoctorCommand(terminal, checks)).execute(args);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsBrokenWhereTheTestsRun() {
    int status = new CommandLine(new DoctorCommand(terminal)).execute();

    assertThat(text())
        .contains("libtorch 2.", "GFLOP/s", "its native library works")
        .doesNotContain("✗");
    assertThat(status).isZero();
  }

  @Test
  void whatIsSlowIsSaidWithAdviceAndStatusZero() {
    int status = run(List.of(() -> Finding.slow("disk", "1 GiB free", "Delete something.")));

    assertThat(status).isZero();
    assertThat(text()).contains("! disk", "→ Delete something.", "Fit for training; see");
  }

  @Test
  void whatIsBrokenGivesStatusOne() {
    int status = run(List.of(() -> Finding.broken("GPU", "no driver", "Install it.")));

    assertThat(status).isEqualTo(1);
    assertThat(text()).contains("✗ GPU", "→ Install it.", "Something is broken");
  }

  @Test
  void aCheckThatFailsHasFoundSomethingBroken() {
    int status =
        run(
            List.of(
                () -> {
                  throw new UnsatisfiedLinkError("no such library");
                }));

    assertThat(status).isEqualTo(1);
    assertThat(text()).contains("no such library");
  }

  @Test
  void withoutLibtorchWhatNeedsItIsNotTried() {
    Check needing =
        new Check() {
          @Override
          public Finding look() {
            throw new UnsatisfiedLinkError("the same again");
          }

          @Override
          public boolean needsLibtorch() {
            return true;
          }
        };

    int status = run(List.of(() -> Finding.broken(NativesCheck.SUBJECT, "no cuBLAS", ""), needing));

    assertThat(status).isEqualTo(1);
    assertThat(text()).contains("✗ libtorch").doesNotContain("the same again");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "false, -,       GOOD,   none; training runs on the CPU",
        "true,  -,       SLOW,   no NVIDIA driver",
        "false, 580.159, SLOW,   computes on the CPU only",
        "false, 575.57,  SLOW,   version 575.57",
        "true,  575.57,  SLOW,   version 575.57",
        "true,  580.159, BROKEN, shows libtorch no GPU",
      })
  void withoutAGpuOneSentenceSaysWhyAndWhatToDo(
      boolean forCuda, String driver, Finding.Status status, String words) {
    Finding finding = GpuCheck.absent(forCuda, Optional.ofNullable(driver).map(NvidiaDriver::new));

    assertThat(finding.status()).isEqualTo(status);
    assertThat(finding.text()).contains(words);
    assertThat(finding.advice().isEmpty()).isEqualTo(status == Finding.Status.GOOD);
  }

  @Test
  void jsonHoldsTheVerdictAndTheFindings() {
    run(List.of(() -> Finding.good("Java", "17")), "--json");

    JsonNode json = new JsonMapper().readTree(text());
    assertThat(json.get("fit").booleanValue()).isTrue();
    assertThat(json.get("findings").get(0).get("subject").stringValue()).isEqualTo("Java");
    assertThat(json.get("findings").get(0).get("status").stringValue()).isEqualTo("GOOD");
  }

  @Test
  void theSizeOfAFolderIsThatOfItsFiles(@TempDir Path folder) throws Exception {
    Files.write(Files.createDirectories(folder.resolve("a/b")).resolve("c"), new byte[1000]);
    Files.write(folder.resolve("d"), new byte[24]);

    assertThat(FolderSize.of(folder)).isEqualTo(1024);
    assertThat(FolderSize.of(folder.resolve("missing"))).isZero();
  }
}
