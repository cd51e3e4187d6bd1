package org.dora4j.cli.study;

import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.study.Cell;
import org.dora4j.study.TrainingMix;
import org.dora4j.study.paper.CellPlan;
import org.dora4j.study.paper.DetachAblation;
import picocli.CommandLine.Command;

/** Accuracy and memory with and without the norm's gradient. */
@Command(
    name = "detach-ablation",
    header = "Train DoRA with its norm detached and in full: accuracy and memory.",
    description =
        "Section 4.3 of the paper treats ‖V‖ as a constant in backward to save memory; this measures what that saves and costs (table 7). The folder gets a table (CSV, text, Markdown, JSON) and charts of both.",
    footer = {
      "  dora4j study detach-ablation --model M --data commonsense --output ablation \\",
      "               --rank 32 --lr 1e-4 --batch-size 16 --accumulation 4"
    })
final class DetachAblationCommand extends GridCommand {

  DetachAblationCommand(Terminal terminal) {
    super(terminal, new DetachAblation());
  }

  @Override
  List<Cell> cells(CellPlan plan, TrainingMix mix) {
    return DetachAblation.cells(plan);
  }
}
