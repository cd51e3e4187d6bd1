package org.dora4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dora4j.cli.analyze.AnalyzeCommand;
import org.dora4j.cli.bench.BenchCommand;
import org.dora4j.cli.doctor.DoctorCommand;
import org.dora4j.cli.doctor.SetupCommand;
import org.dora4j.cli.evaluate.EvaluateCommand;
import org.dora4j.cli.inspect.InspectCommand;
import org.dora4j.cli.pretrain.NewModelCommand;
import org.dora4j.cli.pretrain.NewTokenizerCommand;
import org.dora4j.cli.pretrain.WorldCommand;
import org.dora4j.cli.published.CommonsenseCommand;
import org.dora4j.cli.published.CornellCommand;
import org.dora4j.cli.quickstart.QuickstartCommand;
import org.dora4j.cli.recipe.RecipeCommand;
import org.dora4j.cli.report.ReportCommand;
import org.dora4j.cli.serve.ServeCommand;
import org.dora4j.cli.study.StudyCommand;
import org.dora4j.cli.tensors.LogitsCommand;
import org.dora4j.cli.tensors.MergeCommand;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.text.ChatCommand;
import org.dora4j.cli.text.GenerateCommand;
import org.dora4j.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command line: all commands, their help, their errors and exit statuses. */
public final class Cli {

  private Cli() {}

  /** Runs one command line and returns its exit status. */
  public static int run(Terminal terminal, String... args) {
    try {
      CommandLine line = commandLine(terminal);
      return args.length == 0 ? line.execute("help") : line.execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      return new ErrorReport(terminal).handle(e, Arrays.asList(args).contains("--debug"));
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /** All commands, writing to {@code terminal}. */
  static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new Dora4jCommand());
    line.addSubcommand(new QuickstartCommand(terminal));
    line.addSubcommand(new CommandLine(TrainCommand.spec(terminal)));
    line.addSubcommand(new EvaluateCommand(terminal));
    line.addSubcommand(RecipeCommand.of(terminal));
    line.addSubcommand(StudyCommand.of(terminal));
    line.addSubcommand(CommonsenseCommand.of(terminal));
    line.addSubcommand(CornellCommand.of(terminal));
    line.addSubcommand(new ReportCommand(terminal));
    line.addSubcommand(new GenerateCommand(terminal));
    line.addSubcommand(new ChatCommand(terminal));
    line.addSubcommand(new ServeCommand(terminal));
    line.addSubcommand(new MergeCommand(terminal));
    line.addSubcommand(new LogitsCommand(terminal));
    line.addSubcommand(new InspectCommand(terminal));
    line.addSubcommand(new AnalyzeCommand(terminal));
    line.addSubcommand(new DoctorCommand(terminal));
    line.addSubcommand(new SetupCommand());
    line.addSubcommand(new WorldCommand(terminal));
    line.addSubcommand(new NewTokenizerCommand(terminal));
    line.addSubcommand(new NewModelCommand(terminal));
    line.addSubcommand(BenchCommand.of(terminal));
    line.addSubcommand(new CompletionCommand(terminal));
    line.addSubcommand(new HelpCommand());
    ErrorReport errors = new ErrorReport(terminal);
    line.setOut(writer(terminal.out()));
    line.setErr(writer(terminal.err()));
    line.setColorScheme(HelpLook.colours(terminal.outColours() ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler(errors);
    line.setExecutionExceptionHandler(errors);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    HelpLook.apply(line, terminal.columns());
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
