package org.dora4j.cli.published;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.terminal.UsageException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The values of a script's arguments, read as its parser (python-fire) reads them: {@code --name
 * value} or {@code --name=value}, hyphens or underscores, True and False, JSON lists.
 */
final class FinetuneArguments {
  private final List<FinetuneArgument> arguments;
  private final Map<String, String> values = new LinkedHashMap<>();

  private FinetuneArguments(List<FinetuneArgument> arguments) {
    this.arguments = arguments;
  }

  /** Adds the arguments to a command as options. */
  static void addTo(CommandSpec command, List<FinetuneArgument> arguments) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading("%n@|bold Arguments of the script|@%n")
            .exclusive(false)
            .validate(false)
            .multiplicity("0..1")
            .order(0);
    for (FinetuneArgument argument : arguments) {
      group.addArg(option(argument.option(), argument, false));
      if (!argument.hyphened().equals(argument.option())) {
        group.addArg(option(argument.hyphened(), argument, true));
      }
    }
    command.addArgGroup(group.build());
  }

  private static OptionSpec option(String name, FinetuneArgument argument, boolean hidden) {
    boolean flag = argument.kind() == FinetuneArgument.Kind.FLAG;
    return OptionSpec.builder(name)
        .type(String.class)
        .arity(flag ? "0..1" : "1")
        .fallbackValue(flag ? "True" : "")
        .paramLabel(label(argument.kind()))
        .hidden(hidden)
        .description(argument.description().replace("%", "%%"))
        .build();
  }

  private static String label(FinetuneArgument.Kind kind) {
    return switch (kind) {
      case TEXT -> "TEXT";
      case WHOLE -> "N";
      case NUMBER -> "X";
      case FLAG -> "True|False";
      case LIST -> "LIST";
    };
  }

  /**
   * Reads what the user gave; the rest has its defaults.
   *
   * @throws UsageException if a value is not of its argument's kind
   */
  static FinetuneArguments read(ParseResult parsed, List<FinetuneArgument> arguments) {
    FinetuneArguments read = new FinetuneArguments(arguments);
    for (FinetuneArgument argument : arguments) {
      String value = argument.byDefault();
      for (String name : List.of(argument.option(), argument.hyphened())) {
        value = parsed.matchedOptionValue(name, value);
      }
      read.values.put(argument.name(), value);
      read.check(argument, value);
    }
    return read;
  }

  private void check(FinetuneArgument argument, String value) {
    boolean sound =
        switch (argument.kind()) {
          case TEXT -> true;
          case LIST -> value.equals(FinetuneArgument.NONE) || !list(argument.name()).isEmpty();
          case WHOLE -> value.matches("\\d{1,9}");
          case NUMBER -> value.matches("[0-9.]+([eE][+-]?\\d+)?");
          case FLAG -> value.matches("(?i)true|false");
        };
    if (!sound) {
      throw new UsageException(
          "%s must be %s but is '%s'".formatted(argument.option(), what(argument.kind()), value));
    }
  }

  private static String what(FinetuneArgument.Kind kind) {
    return switch (kind) {
      case TEXT -> "a text";
      case WHOLE -> "a whole number";
      case NUMBER -> "a number";
      case FLAG -> "True or False";
      case LIST -> "a list of names, as in '[\"q_proj\", \"v_proj\"]',";
    };
  }

  /** Every argument with its value, as the script echoes them. */
  List<String> echo() {
    return arguments.stream().map(each -> each.name() + ": " + values.get(each.name())).toList();
  }

  /** Gives an argument a value that did not come by an option. */
  void put(String name, String value) {
    values.put(name, value);
  }

  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** Whether a text or a list was given, by the user or by default. */
  boolean has(String name) {
    return !text(name).isEmpty() && !text(name).equals(FinetuneArgument.NONE);
  }

  int whole(String name) {
    return Integer.parseInt(text(name));
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(text(name));
  }

  /**
   * The names in a JSON or Python list, or with commas between them; empty for none or nonsense.
   */
  List<String> list(String name) {
    String value = text(name).strip();
    if (value.startsWith("[") != value.endsWith("]")) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String part : value.replaceFirst("^\\[", "").replaceFirst("]$", "").split(",")) {
      String bare = part.strip().replaceFirst("^(['\"])(.*)\\1$", "$2");
      if (!bare.matches("[\\w.-]+")) {
        return List.of();
      }
      names.add(bare);
    }
    return names;
  }
}
