package org.dora4j.cli.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.study.Cell;
import org.dora4j.study.TrainingMix;
import org.dora4j.study.paper.CellPlan;
import org.dora4j.study.paper.SeparateSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Data sets one by one. */
@Command(
    name = "cornell",
    header = "Train LoRA and DoRA on each data set separately and test them on it.",
    description =
        "As the replication at Cornell: BoolQ, HellaSwag and WinoGrande, those that are there; other tasks with --tasks. States DoRA − LoRA for each, and whether it has the published sign. The folder gets a table (CSV, text, Markdown, JSON) and a chart.",
    footer = {
      "  dora4j study cornell --model M --data commonsense --output cornell \\",
      "               --rank 32 --lr 2e-4 --batch-size 16 --accumulation 1"
    })
final class SeparateSetsCommand extends GridCommand {

  @Mixin private MethodOptions compared = new MethodOptions();

  SeparateSetsCommand(Terminal terminal) {
    super(terminal, new SeparateSets());
  }

  @Override
  List<String> tasks(StudyOptions given) {
    if (!given.tasks().isEmpty()) {
      return given.tasks();
    }
    Path train = given.data().get(0);
    List<String> there =
        SeparateSets.SETS.stream()
            .filter(set -> Files.isRegularFile(train.resolve(set).resolve("train.json")))
            .filter(
                set -> Files.isRegularFile(given.testFolder().resolve(set).resolve("test.json")))
            .toList();
    if (there.isEmpty()) {
      throw new UsageException(
          "%s has none of %s with train.json and test.json; name other tasks with --tasks"
              .formatted(train, String.join(", ", SeparateSets.SETS)));
    }
    return there;
  }

  @Override
  boolean trainsOnTests() {
    return true;
  }

  @Override
  List<Cell> cells(CellPlan plan, TrainingMix mix) {
    return SeparateSets.cells(plan, compared.methods());
  }
}
