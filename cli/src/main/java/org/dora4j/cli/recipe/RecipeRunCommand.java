package org.dora4j.cli.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.train.TrainOptions;
import org.dora4j.cli.train.TrainingSession;
import org.dora4j.study.recipe.EarlierRun;
import org.dora4j.study.recipe.Recipe;
import org.dora4j.study.recipe.RecipeData;
import org.dora4j.study.recipe.RecipeText;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a recipe: trains, then evaluates. */
@Command(
    name = "run",
    header = "Run a recipe: train, then evaluate where it says so.",
    description = {
      "Every option of 'dora4j train' wins over the recipe's setting. --data may be a folder, in which the recipe's own file names are looked up. The run goes to runs/NAME unless --output says otherwise.",
      "What is finished is not done again, and a run that was stopped goes on: give the same command once more."
    },
    footer = {
      "  dora4j recipe run llama-7b-dora-r32 --data commonsense_170k.json \\",
      "                    --tests dataset",
      "  # another base model, and LoRA in DoRA's place",
      "  dora4j recipe run llama2-7b-dora-r16 --model path/to/model --method lora \\",
      "                    --data commonsense_170k.json --no-evaluate",
      "  # a recipe of your own",
      "  dora4j recipe run mine.yaml",
      "  # will it fit?",
      "  dora4j recipe run smollm2-commonsense --data commonsense --dry-run",
      "  # on two cores, with the small model that comes with dora4j",
      "  dora4j world --output world",
      "  dora4j recipe run embedded-tasks --data world"
    })
public final class RecipeRunCommand implements Callable<Integer> {
  private static final String DATA = "data";
  private static final String MODEL = "model";

  private final Terminal terminal;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "A recipe's name, or a file that ends in .yaml.")
  private String name = "";

  @Option(
      names = "--tests",
      paramLabel = "DIR",
      order = 870,
      description =
          "Folder of test sets, TASK/test.json (default: the recipe's, or the training files' folder).")
  private @Nullable Path tests;

  @Option(
      names = "--tasks",
      paramLabel = "NAMES",
      order = 871,
      description = "Evaluate these tasks instead of the recipe's.")
  private @Nullable String tasks;

  @Option(names = "--no-evaluate", order = 880, description = "Train only.")
  private boolean trainOnly;

  @Option(
      names = "--dry-run",
      order = 890,
      description = "Only tell what the training would take; write nothing.")
  private boolean dryRun;

  @Option(names = "--json", order = 900, description = "Print the results as JSON.")
  private boolean json;

  private RecipeRunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command with an option for every training setting. */
  static CommandSpec spec(Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new RecipeRunCommand(terminal));
    TrainOptions.addTo(spec);
    return spec;
  }

  @Override
  public Integer call() {
    Recipe recipe = RecipeShowCommand.open(name).withTasks(tasks);
    Map<String, Object> given = given(recipe);
    TrainConfig config = recipe.config(given);
    RecipeData.requireThere(recipe, config);
    TrainingSession session = new TrainingSession(terminal, spec);
    RecipeEvaluation evaluation = new RecipeEvaluation(terminal, recipe, tests, json);
    boolean evaluates = !trainOnly && !recipe.evaluate().isEmpty();
    if (evaluates) {
      evaluation.check(config, named(recipe), spec);
    }
    if (dryRun) {
      return session.rehearse(config, json);
    }
    announce(recipe);
    int status = train(session, recipe, config, given);
    return status == ExitStatus.SUCCESS && evaluates
        ? evaluation.run(config, named(recipe), spec)
        : status;
  }

  /** What the command line sets, with names of models and folders of data made what they mean. */
  private Map<String, Object> given(Recipe recipe) {
    Map<String, Object> given =
        new LinkedHashMap<>(TrainOptions.given(spec.commandLine().getParseResult()));
    Object data = given.get(DATA);
    if (data != null && Files.isDirectory(Path.of(data.toString()))) {
      given.put(DATA, RecipeData.in(Path.of(data.toString()), recipe));
    }
    String model = named(recipe);
    if (!model.isEmpty()) {
      given.put(MODEL, ModelReference.resolve(model));
    }
    return given;
  }

  /** The model as the user, or else the recipe, names it. */
  private String named(Recipe recipe) {
    Object model = recipe.train().getOrDefault(MODEL, "");
    return TrainOptions.given(spec.commandLine().getParseResult())
        .getOrDefault(MODEL, model.toString());
  }

  private void announce(Recipe recipe) {
    terminal.note(terminal.errStyle().bold(recipe.name()) + ": " + recipe.summary());
    if (!recipe.published().isEmpty()) {
      terminal.note("published, in percent: " + RecipeText.published(recipe.published()));
    }
  }

  private int train(
      TrainingSession session, Recipe recipe, TrainConfig config, Map<String, Object> given) {
    EarlierRun earlier = config.run().overwrite() ? EarlierRun.NONE : EarlierRun.of(config);
    Path result = EarlierRun.result(config);
    if (earlier == EarlierRun.DONE) {
      terminal.note("already trained: " + result);
      return ExitStatus.SUCCESS;
    }
    Map<String, Object> settings = new LinkedHashMap<>(given);
    if (earlier == EarlierRun.STOPPED) {
      settings.put("resume", true);
    } else if (earlier == EarlierRun.BEGUN) {
      settings.remove("resume");
      settings.put("overwrite", true);
    }
    if (session.run(recipe.config(settings)).stopped()) {
      terminal.note("stopped; the same command goes on from here");
      return ExitStatus.INTERRUPTED;
    }
    terminal.out().println(result);
    return ExitStatus.SUCCESS;
  }
}
