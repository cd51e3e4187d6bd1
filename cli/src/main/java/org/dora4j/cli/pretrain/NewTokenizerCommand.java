package org.dora4j.cli.pretrain;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.data.JsonRecords;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.TokenizerConfig;
import org.dora4j.data.bpe.BpeTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Learns a tokenizer from a text. */
@Command(
    name = "new-tokenizer",
    header = "Learn a byte-level BPE tokenizer from a text, for a model trained from nothing.",
    footer = {"  dora4j new-tokenizer --data text.jsonl --vocabulary 2048 --output tokenizer"})
public final class NewTokenizerCommand implements Callable<Integer> {
  private static final String END = "<|endoftext|>";
  private final Terminal terminal;

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "FILE",
      description = "Records with a field text: JSON, or one JSON object per line.")
  private Path data = Path.of("");

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      required = true,
      description = "Most tokens: the end token, 256 bytes, and what is learned.")
  private int vocabulary;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "New folder for tokenizer.json and tokenizer_config.json.")
  private Path output = Path.of("");

  public NewTokenizerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    OutputFile.requireNewFolder(output);
    List<String> texts =
        JsonRecords.read(data).stream().map(record -> record.text("text")).toList();
    String json = BpeTrainer.train(texts, vocabulary, List.of(END));
    TokenizerConfig roles = new TokenizerConfig(null, END, END, null, false, false, null);
    try (Tokenizer tokenizer = Tokenizer.of(json, roles)) {
      tokenizer.save(output);
      terminal.note("%,d tokens".formatted(tokenizer.vocabularySize()));
    }
    terminal.out().println(output);
    return ExitStatus.SUCCESS;
  }
}
