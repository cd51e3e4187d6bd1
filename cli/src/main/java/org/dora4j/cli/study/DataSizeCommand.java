package org.dora4j.cli.study;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.study.Cell;
import org.dora4j.study.TrainingMix;
import org.dora4j.study.paper.CellPlan;
import org.dora4j.study.paper.DataSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Accuracy over the number of training examples. */
@Command(
    name = "data-size",
    header = "Train LoRA and DoRA on more and more examples and test them.",
    description =
        "Of the subsets of one seed the smaller lie in the larger (section 5.4 of the paper). The folder gets a table (CSV, text, Markdown, JSON) and a chart.",
    footer = {
      "  dora4j study data-size --model M --data commonsense --output sizes --epochs 1",
      "  # a tenth, a half and all of the examples",
      "  dora4j study data-size --model M --data commonsense --output sizes \\",
      "               --sizes 0.1,0.5,1.0"
    })
final class DataSizeCommand extends GridCommand {

  @Option(
      names = "--sizes",
      paramLabel = "N,…",
      split = ",",
      hideParamSyntax = true,
      order = 1,
      description =
          "Numbers of training examples, or fractions with a decimal point, as 0.5 (default: 1000,4000,7000,10000; of fewer the same fractions).")
  private List<String> sizes = new ArrayList<>();

  @Mixin private MethodOptions compared = new MethodOptions();

  DataSizeCommand(Terminal terminal) {
    super(terminal, new DataSize());
  }

  @Override
  List<Cell> cells(CellPlan plan, TrainingMix mix) {
    List<Integer> numbers =
        sizes.isEmpty()
            ? DataSize.sizesFor(mix.size())
            : sizes.stream().map(size -> number(size, mix.size())).toList();
    return DataSize.cells(plan, compared.methods(), numbers);
  }

  private static int number(String size, int records) {
    try {
      int number =
          size.contains(".")
              ? (int) Math.round(Double.parseDouble(size) * records)
              : Integer.parseInt(size);
      if (number >= 1 && number <= records) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is out of range.
    }
    throw new UsageException(
        "--sizes must be numbers from 1 to %d, which is all there is, or fractions such as 0.5, but has %s"
            .formatted(records, size));
  }
}
