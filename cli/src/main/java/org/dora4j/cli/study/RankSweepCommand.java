package org.dora4j.cli.study;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.study.Cell;
import org.dora4j.study.TrainingMix;
import org.dora4j.study.paper.CellPlan;
import org.dora4j.study.paper.RankSweep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Accuracy over the rank. */
@Command(
    name = "rank-sweep",
    header = "Train LoRA and DoRA at several ranks and test them.",
    description =
        "A cell for each rank, method and seed (figure 5 of the paper). The folder gets a table (CSV, text, Markdown, JSON) and a chart with the published LLaMA-7B figures beside yours.",
    footer = {
      "  dora4j study rank-sweep --model M --data commonsense --output sweep \\",
      "               --lr-lora 3e-4 --lr-dora 2e-4 --batch-size 16 --accumulation 1",
      "  # how long will it take, and will it fit?",
      "  dora4j study rank-sweep --model M --data commonsense --output sweep --dry-run",
      "  # small and quick: two ranks, two seeds, one task",
      "  dora4j study rank-sweep --model embedded --data world --output sweep \\",
      "               --ranks 4,16 --seeds 1,2 --steps 60 --tasks world-boolq"
    })
final class RankSweepCommand extends GridCommand {

  @Option(
      names = "--ranks",
      paramLabel = "R,…",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "4,8,16,32,64",
      order = 1,
      description = "Ranks (default: ${DEFAULT-VALUE}).")
  private List<Integer> ranks = new ArrayList<>();

  @Mixin private MethodOptions compared = new MethodOptions();

  RankSweepCommand(Terminal terminal) {
    super(terminal, new RankSweep());
  }

  @Override
  List<Cell> cells(CellPlan plan, TrainingMix mix) {
    if (!plan.ranks().isEmpty()) {
      throw new IllegalArgumentException(
          "--rank-vera has no meaning here: a rank sweep gives every method the ranks of --ranks");
    }
    return RankSweep.cells(plan, compared.methods(), ranks);
  }
}
