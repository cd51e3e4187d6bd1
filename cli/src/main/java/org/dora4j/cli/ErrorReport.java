package org.dora4j.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.train.config.ConfigException;
import org.dora4j.train.config.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells people what went wrong: what, where, what to do; the stack trace only when asked for. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final String OURS = "org.dora4j.";

  private final Terminal terminal;

  ErrorReport(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    tell(command, full(usageSentence(e)) + " See '" + name(command) + " --help'.");
    trace(e, List.of(args).contains("--debug"));
    return ExitStatus.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    tell(command, sentence(e));
    trace(e, command.getParseResult() != null && debug(command));
    return e instanceof ConfigException || e instanceof UsageException
        ? ExitStatus.USAGE
        : ExitStatus.FAILURE;
  }

  /** Tells what is not an exception, such as a full heap. */
  int handle(Throwable e, boolean debug) {
    terminal.err().println(terminal.errStyle().red("dora4j: ") + sentence(e));
    trace(e, debug);
    return ExitStatus.FAILURE;
  }

  private static boolean debug(CommandLine command) {
    return Boolean.TRUE.equals(command.getParseResult().matchedOptionValue("--debug", false));
  }

  private void tell(CommandLine command, String sentence) {
    terminal.err().println(terminal.errStyle().red(name(command) + ": ") + sentence);
  }

  private void trace(Throwable e, boolean debug) {
    if (debug) {
      e.printStackTrace(terminal.err());
    }
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String usageSentence(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched);
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      String sentence = missing(missing.getMissing());
      return sentence.isEmpty() ? String.valueOf(e.getMessage()) : sentence;
    }
    return String.valueOf(e.getMessage());
  }

  /**
   * Empty where an option lacks its value. Of a group with a required option picocli names every
   * member, of alternatives too.
   */
  private static String missing(List<ArgSpec> missing) {
    List<String> required =
        missing.stream().filter(ArgSpec::required).map(ErrorReport::label).distinct().toList();
    if (required.isEmpty()) {
      return "";
    }
    boolean alternatives = missing.stream().allMatch(ErrorReport::isAlternative);
    if (alternatives) {
      return "One of " + String.join(", ", required) + " is missing";
    }
    return String.join(", ", required) + (required.size() == 1 ? " is missing" : " are missing");
  }

  private static boolean isAlternative(ArgSpec arg) {
    return arg.group() != null && arg.group().exclusive();
  }

  private static String unknown(UnmatchedArgumentException e) {
    String typed = e.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    if (!typed.startsWith("-")) {
      boolean top = command.getParent() == null;
      String what = top ? "There is no command '" : "There is no place for the argument '";
      return what + typed + "'" + hint(typed, command.getSubcommands().keySet());
    }
    List<String> names =
        command.getCommandSpec().options().stream()
            .flatMap(option -> List.of(option.names()).stream())
            .filter(name -> name.startsWith("--"))
            .toList();
    String bare = typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed;
    return "There is no option '" + bare + "'" + hint(bare, names);
  }

  private static String hint(String typed, java.util.Collection<String> known) {
    return Suggestion.nearest(typed, known).map(name -> "; did you mean " + name + "?").orElse(".");
  }

  private static String label(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  /** What to say about a failure; a bug in dora4j is called one. */
  static String sentence(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "Java's heap of %d MB is full. Give it more, for example DORA4J_JAVA_OPTS=-Xmx8g."
          .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }
    if (e instanceof LinkageError) {
      return "A native library cannot be loaded (%s). Run 'dora4j doctor', and see whether the disk with the temporary folder is full."
          .formatted(firstLine(e));
    }
    if (e instanceof UncheckedIOException io) {
      return uncheckedSentence(io);
    }
    if (e instanceof java.io.IOException io) {
      return fileSentence(io);
    }
    return isForPeople(e)
        ? full(String.valueOf(e.getMessage()))
        : "%s: %s. This is a fault in dora4j; please report it with the output of --debug."
            .formatted(e.getClass().getSimpleName(), e.getMessage());
  }

  /** Our own exceptions, and standard ones that we throw ourselves, have sentences for messages. */
  private static boolean isForPeople(Throwable e) {
    if (e.getMessage() == null) {
      return false;
    }
    boolean ours = e.getClass().getName().startsWith(OURS);
    boolean standard =
        e instanceof IllegalArgumentException
            || e instanceof IllegalStateException
            || e instanceof UnsupportedOperationException;
    StackTraceElement[] frames = e.getStackTrace();
    return ours || (standard && frames.length > 0 && frames[0].getClassName().startsWith(OURS));
  }

  /** One made without a message repeats its cause, class name first. */
  private static String uncheckedSentence(UncheckedIOException e) {
    String message = String.valueOf(e.getMessage());
    Throwable cause = e.getCause();
    return message.startsWith("java.") && cause != null ? sentence(cause) : full(message);
  }

  private static String fileSentence(java.io.IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return "There is no file " + missing.getFile() + ".";
    }
    if (e instanceof AccessDeniedException denied) {
      return "This user may not read or write " + denied.getFile() + ".";
    }
    if (e instanceof FileSystemException file) {
      return file.getFile() + ": " + file.getReason() + ".";
    }
    return full(String.valueOf(e.getMessage()));
  }

  /** The first line of the innermost message, which says what the others only follow from. */
  private static String firstLine(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
  }

  private static String full(String text) {
    return text.matches("(?s).*[.?…]") || text.contains("\n") ? text : text + ".";
  }
}
