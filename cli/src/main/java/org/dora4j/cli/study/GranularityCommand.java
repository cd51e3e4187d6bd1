package org.dora4j.cli.study;

import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.study.Cell;
import org.dora4j.study.TrainingMix;
import org.dora4j.study.paper.CellPlan;
import org.dora4j.study.paper.Granularity;
import picocli.CommandLine.Command;

/** Directions and magnitudes of which modules. */
@Command(
    name = "granularity",
    header = "Train directions and magnitudes of different modules, and test.",
    description =
        "LoRA and DoRA on q, k, v, up and down, and DoRA with every module's magnitude but only q's, k's and v's directions, which trains half as many values (table 6 of the paper). The folder gets a table (CSV, text, Markdown, JSON) and a chart.",
    footer = {
      "  dora4j study granularity --model M --data commonsense --output modules \\",
      "               --rank 32 --lr-lora 3e-4 --lr-dora 2e-4"
    })
final class GranularityCommand extends GridCommand {

  GranularityCommand(Terminal terminal) {
    super(terminal, new Granularity());
  }

  @Override
  List<Cell> cells(CellPlan plan, TrainingMix mix) {
    return Granularity.cells(plan);
  }
}
