package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher on machines that have, or lack, Java and Maven: both are small scripts here. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "sed",
          "head",
          "tail",
          "find",
          "mkdir",
          "cat",
          "dirname",
          "readlink",
          "uname",
          "awk",
          "du",
          "rm",
          "mv",
          "touch",
          "sleep",
          "tput",
          "grep",
          "ls",
          "tr");

  @TempDir private Path temp;
  private Path bin = Path.of("");
  private Path launcher = Path.of("");
  private Path calls = Path.of("");

  /** How a start of the launcher ended. */
  private record Start(int status, String out, String err) {}

  @BeforeEach
  void createMachine() throws IOException {
    bin = Files.createDirectories(temp.resolve("bin"));
    for (String tool : TOOLS) {
      Path real =
          Path.of(Files.exists(Path.of("/usr/bin", tool)) ? "/usr/bin" : "/bin").resolve(tool);
      Path wrapper = Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
      assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    }
    Path root = Files.createDirectories(temp.resolve("a folder"));
    launcher = root.resolve("dora4j");
    Files.copy(Path.of(System.getProperty("dora4j.root"), "dora4j"), launcher);
    Files.createDirectories(root.resolve("cli/src/main"));
    for (String name : List.of("pom.xml", "cli/pom.xml", "cli/src/main/A.java")) {
      Files.writeString(root.resolve(name), "");
    }
    calls = temp.resolve("calls");
    Files.writeString(calls, "");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/usr/bin/env bash\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void java(String version) throws IOException {
    script(
        "java",
        """
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit; fi
        echo "java $*" """
            .formatted(version));
  }

  private void jdkAndMaven() throws IOException {
    java("17.0.9");
    script("javac", "");
    script(
        "mvn",
        """
        if [ "$2" = -v ]; then echo 'Apache Maven 3.8.7 (x)'; exit; fi
        echo "mvn $*" >> '%s'
        mkdir -p target/dist/lib; touch target/dist/lib/a.jar"""
            .formatted(calls));
  }

  /** A folder with empty files named like NVIDIA's libraries, all but those {@code without}. */
  private Path nvidiaLibraries(String... without) throws IOException {
    Files.copy(
        Path.of(System.getProperty("dora4j.root"), "tools/cuda-libraries"),
        Files.createDirectories(launcher.resolveSibling("tools")).resolve("cuda-libraries"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    script("ldconfig", "echo 'libcufile.so.0 (libc6) => /usr/lib/libcufile.so.0'");
    script("python3", "exit 1");
    Path folder = Files.createDirectories(temp.resolve("cuda 13/lib"));
    for (String name :
        List.of(
            "libcudart.so.13",
            "libcublas.so.13",
            "libcublasLt.so.13",
            "libcudnn.so.9",
            "libnccl.so.2",
            "libcufft.so.12",
            "libcurand.so.10",
            "libcusolver.so.12",
            "libcusparse.so.12",
            "libnvJitLink.so.13",
            "libcupti.so.13",
            "libnvrtc.so.13")) {
      if (!List.of(without).contains(name)) {
        Files.writeString(folder.resolve(name), "");
      }
    }
    return folder;
  }

  private Process begin(Path command, String... args) throws IOException {
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(words).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", temp.toString());
    return builder.start();
  }

  private static Start end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Start(process.waitFor(), out, err);
  }

  private Start start(String... args) throws IOException, InterruptedException {
    return end(begin(launcher, args));
  }

  private void isRefused(String... words) throws Exception {
    Start start = start("doctor");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err()).startsWith("dora4j: ").contains(words).hasLineCount(1);
  }

  @Test
  void withoutJavaOneSentenceSaysWhatToInstall() throws Exception {
    isRefused("There is no Java", "Install a JDK 17");
  }

  @ParameterizedTest
  @CsvSource({"11.0.22, 11", "1.8.0_392, 8", "16, 16"})
  void anOldJavaIsNamed(String version, String major) throws Exception {
    java(version);
    isRefused("needs Java 17 or newer but 'java' is version " + major + ".");
  }

  @Test
  void aJavaWithoutCompilerCannotBuild() throws Exception {
    java("21.0.2");
    isRefused("a runtime without a compiler");
  }

  @Test
  void withoutMavenOneSentenceSaysWhatToInstall() throws Exception {
    java("17.0.9");
    script("javac", "");
    isRefused("There is no Maven", "Install Maven 3.8 or newer");
  }

  @ParameterizedTest
  @CsvSource({"3.6.3, 3.6", "2.2.1, 2.2"})
  void anOldMavenIsNamed(String version, String named) throws Exception {
    java("17.0.9");
    script("javac", "");
    script("mvn", "echo 'Apache Maven " + version + "'");
    isRefused("needs Maven 3.8 or newer but 'mvn' is version " + named + ".");
  }

  @Test
  void theFirstStartSaysWhatItDownloadsBuildsAndRuns() throws Exception {
    jdkAndMaven();

    Start start = start("train", "--model", "a b");

    assertThat(start.status()).as(start.err()).isZero();
    assertThat(start.err()).contains("First build: Maven downloads about", ".m2/repository");
    assertThat(start.out()).contains("target/dist/lib/* org.dora4j.cli.Main train --model a b");
    assertThat(calls).content().contains("-pl cli -am package").hasLineCount(1);
  }

  @Test
  void aSecondStartBuildsOnlyWhatChanged() throws Exception {
    jdkAndMaven();
    start("doctor");

    assertThat(start("doctor").err()).isEmpty();
    assertThat(calls).content().hasLineCount(1);

    Files.setLastModifiedTime(
        launcher.resolveSibling("cli/src/main/A.java"),
        FileTime.from(Instant.now().plusSeconds(5)));
    start("doctor");
    assertThat(calls).content().hasLineCount(2);
  }

  @Test
  void startsThroughALinkFromAnywhere() throws Exception {
    jdkAndMaven();
    Path first = Files.createSymbolicLink(bin.resolve("first"), launcher);
    Path second = Files.createSymbolicLink(temp.resolve("second"), temp.relativize(first));

    Start start = end(begin(second, "doctor"));

    assertThat(start.status()).as(start.err()).isZero();
    assertThat(start.out()).contains(launcher.resolveSibling("target/dist/lib/*").toString());
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    jdkAndMaven();
    Process first = begin(launcher, "doctor");
    Process second = begin(launcher, "doctor");

    assertThat(end(first).status()).isZero();
    assertThat(end(second).status()).isZero();
    assertThat(calls).content().hasLineCount(1);
  }

  @Test
  void theLockOfABuildThatDiedIsTakenOver() throws Exception {
    jdkAndMaven();
    Path lock = Files.createDirectories(launcher.resolveSibling("target/dist/lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

    assertThat(start("doctor").status()).isZero();
    assertThat(lock).doesNotExist();
  }

  @Test
  void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
    jdkAndMaven();
    script(
        "mvn",
        """
        if [ "$2" = -v ]; then echo 'Apache Maven 3.9.9'; exit; fi
        echo '[ERROR] cannot find symbol'; exit 1""");

    Start start = start("doctor");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.err()).contains("cannot find symbol", "the whole log is in", "build.log");
    assertThat(start.out()).isEmpty();
    jdkAndMaven();
    assertThat(start("doctor").status()).isZero();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void setupForCudaFetchesItsNativesAndIsRemembered() throws Exception {
    jdkAndMaven();
    script(
        "java",
        """
        if [ "$1" = -version ]; then echo 'openjdk version "17" 2025-01-01' >&2; exit; fi
        echo "java $*"; echo "path $LD_LIBRARY_PATH\"""");
    start("doctor");
    Path libraries = nvidiaLibraries();

    Start setup = start("setup", "--cuda", "--libraries", libraries.getParent().toString());

    assertThat(setup.status()).as(setup.err()).isZero();
    assertThat(setup.err()).contains("464 MB once (libtorch for CUDA 13)");
    assertThat(calls).content().contains("-Pdist,cuda").hasLineCount(2);
    assertThat(setup.out())
        .contains("platform.extension=-gpu", "org.dora4j.cli.Main doctor\n")
        .contains("path " + libraries + "\n");
    Start later = start("train", "x");
    assertThat(later.out())
        .contains("platform.extension=-gpu", "Main train x\n")
        .contains("path " + libraries + "\n");
    assertThat(calls).content().hasLineCount(2);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void setupForTheCpuTakesItBack() throws Exception {
    jdkAndMaven();
    start("setup", "--cuda", "--libraries", nvidiaLibraries().toString());

    Start back = start("setup", "--cpu");

    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).contains("Main doctor\n").doesNotContain("-gpu");
    assertThat(start("doctor").out()).doesNotContain("-gpu");
    assertThat(Files.readAllLines(calls)).hasSize(2).last().asString().contains("-Pdist -D");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void missingLibrariesAreNamedBeforeAnythingIsDownloaded() throws Exception {
    jdkAndMaven();
    Path libraries = nvidiaLibraries("libnccl.so.2");

    Start setup = start("setup", "--cuda", "--libraries", libraries.toString());

    assertThat(setup.status()).isEqualTo(1);
    assertThat(setup.err())
        .startsWith("dora4j: ")
        .contains("not on this machine: libnccl.so.2. Install", "pip install", "nvidia-nccl-cu13");
    assertThat(calls).content().isEmpty();
    assertThat(start("doctor").out()).doesNotContain("-gpu");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void aSetupWhoseBuildFailsIsNotRemembered() throws Exception {
    jdkAndMaven();
    Path libraries = nvidiaLibraries();
    script(
        "mvn",
        """
        if [ "$2" = -v ]; then echo 'Apache Maven 3.9.9'; exit; fi
        echo '[ERROR] no network'; exit 1""");

    assertThat(start("setup", "--cuda", "--libraries", libraries.toString()).status()).isEqualTo(1);
    jdkAndMaven();
    assertThat(start("doctor").out()).contains("Main doctor").doesNotContain("-gpu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "--cuda --cpu", "--cuda extra"})
  void otherFormsOfSetupAreAnsweredByJava(String words) throws Exception {
    jdkAndMaven();
    String[] args = ("setup " + words).strip().split(" ");

    assertThat(start(args).out()).contains("Main " + ("setup " + words).strip() + "\n");
  }
}
