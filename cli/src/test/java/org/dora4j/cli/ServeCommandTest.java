package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dora4j.cli.terminal.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;

/** The command that serves: what it says, what it refuses, how it ends. */
class ServeCommandTest {
  @TempDir private Path temp;
  private String model = "";

  @BeforeEach
  void createModel() throws IOException {
    model = TinyModel.create(temp.resolve("base"), "adapters/base").toString();
  }

  @Test
  void servesUntilASignalComes() throws Exception {
    String adapter = TinyModel.golden("adapters/dora_default").toString();
    try (PipedInputStream printed = new PipedInputStream();
        PrintStream out =
            new PrintStream(new PipedOutputStream(printed), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(java.io.OutputStream.nullOutputStream())) {
      Terminal terminal = Terminal.plain(new ByteArrayInputStream(new byte[0]), out, err);
      CompletableFuture<Integer> status =
          CompletableFuture.supplyAsync(
              () -> Cli.run(terminal, "serve", "-m", model, "-a", "dora=" + adapter, "--port=0"));
      String address = new Scanner(printed, StandardCharsets.UTF_8).nextLine();
      HttpResponse<String> models =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(address + "/v1/models")).build(),
                  HttpResponse.BodyHandlers.ofString());
      Signal.raise(new Signal("INT"));

      assertThat(models.body()).contains("\"dora\"", "\"base\"");
      assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--port=99999, 2, the port must be 0 to 65535",
    "--queue=0, 2, the queue must hold at least 1",
    "--template=chatty, 1, There is no prompt template",
    "--adapter=base=x, 1, both named",
    "--host=nowhere.invalid, 1, there is no host"
  })
  void whatMakesNoSenseIsRefused(String option, int status, String message) {
    CommandRun run = CommandRun.of("serve", "-m", model, option);

    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.err()).contains(message).doesNotContain("fault in dora4j");
  }

  @Test
  void twoAdaptersOfOneNameAreRefused() {
    CommandRun run = CommandRun.of("serve", "-m", model, "-a", "run/adapter", "-a", "x/run");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("two adapters are named \"run\"", "--adapter NAME=DIR");
  }

  @Test
  void aPortThatIsTakenIsRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      CommandRun run =
          CommandRun.of("serve", "-m", model, "--host=0.0.0.0", "--port=" + taken.getLocalPort());

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("choose another port");
    }
  }
}
