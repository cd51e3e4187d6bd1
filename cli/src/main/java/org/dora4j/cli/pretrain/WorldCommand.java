package org.dora4j.cli.pretrain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.world.WorldFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the toy world: English about it, and eight small tasks. */
@Command(
    name = "world",
    header = "Write the toy world that the embedded model knows: a text, and eight small tasks.",
    description =
        "The text teaches what is true in the world of this seed; the tasks ask for it in the words of the eight commonsense sets. Equal options give equal bytes. The embedded model knows world 1.",
    footer = {
      "  # the tasks",
      "  dora4j world --output world",
      "  # and the text that the embedded model was pre-trained on",
      "  dora4j world --output world --text 160"
    })
public final class WorldCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1_000_000;
  private final Terminal terminal;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "New folder for text.jsonl, TASK/train.json, TASK/test.json, all/train.json.")
  private Path output = Path.of("");

  @Option(
      names = "--text",
      paramLabel = "MB",
      defaultValue = "0",
      description = "Megabytes of text; 0 for none (default: ${DEFAULT-VALUE}).")
  private int text;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "500",
      description = "Training examples of each task (default: ${DEFAULT-VALUE}).")
  private int train;

  @Option(
      names = "--test",
      paramLabel = "N",
      defaultValue = "100",
      description = "Test examples of each task (default: ${DEFAULT-VALUE}).")
  private int test;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which world (default: ${DEFAULT-VALUE}).")
  private long seed;

  public WorldCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    OutputFile.requireNewFolder(output);
    WorldFiles.write(output, seed, text * MEGABYTE, train, test);
    terminal.out().println(output);
    return ExitStatus.SUCCESS;
  }
}
