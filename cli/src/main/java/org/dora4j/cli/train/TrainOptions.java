package org.dora4j.cli.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Makes picocli's options of {@link TrainOptionGroup} and reads what the user gave. */
public final class TrainOptions {
  private static final Map<String, String> SHORT =
      Map.of("model", "-m", "data", "-d", "output", "-o");

  private static final int FIRST_GROUP = 10;

  private TrainOptions() {}

  /** Adds every setting to a command. */
  public static void addTo(CommandSpec command) {
    addTo(command, Set.of());
  }

  /**
   * Adds settings to a command, behind its own groups of options.
   *
   * @param without keys of those to leave out
   */
  public static void addTo(CommandSpec command, Set<String> without) {
    int order = FIRST_GROUP;
    for (TrainOptionGroup all : TrainOptionGroup.all()) {
      TrainOptionGroup group = all.without(without);
      if (group.options().isEmpty()) {
        continue;
      }
      ArgGroupSpec.Builder args =
          ArgGroupSpec.builder()
              .heading("%n@|bold " + group.heading() + "|@%n")
              .exclusive(false)
              .validate(false)
              .multiplicity("0..1")
              .order(order++);
      for (TrainOption option : group.options()) {
        specs(option).forEach(args::addArg);
      }
      command.addArgGroup(args.build());
    }
  }

  private static List<OptionSpec> specs(TrainOption option) {
    if (!option.isFlag()) {
      return List.of(
          OptionSpec.builder(names(option))
              .type(String.class)
              .arity("1")
              .paramLabel(option.label())
              .description(escaped(option.description()))
              .build());
    }
    return List.of(
        flag(option.name(), option, option.onByDefault()),
        flag(option.negatedName(), option, !option.onByDefault()));
  }

  private static String[] names(TrainOption option) {
    String shortName = SHORT.get(option.key());
    return shortName == null
        ? new String[] {option.name()}
        : new String[] {shortName, option.name()};
  }

  /** The one that confirms the default is understood but not shown. */
  private static OptionSpec flag(String name, TrainOption option, boolean hidden) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .arity("0")
        .hidden(hidden)
        .description(escaped(option.description()))
        .build();
  }

  /** Descriptions are format strings to picocli. */
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }

  /** The settings that the command line gives, by key. */
  public static Map<String, String> given(ParseResult parsed) {
    return given(parsed, Set.of());
  }

  /**
   * The settings that the command line gives, by key.
   *
   * @param without keys that were left out of the command's options
   */
  public static Map<String, String> given(ParseResult parsed, Set<String> without) {
    Map<String, String> values = new LinkedHashMap<>();
    for (TrainOptionGroup group : TrainOptionGroup.all()) {
      for (TrainOption option : group.without(without).options()) {
        if (option.isFlag()) {
          put(values, parsed, option.name(), option.key(), "true");
          put(values, parsed, option.negatedName(), option.key(), "false");
        } else if (parsed.hasMatchedOption(option.name())) {
          values.put(option.key(), parsed.matchedOptionValue(option.name(), ""));
        }
      }
    }
    return values;
  }

  private static void put(
      Map<String, String> values, ParseResult parsed, String name, String key, String value) {
    if (parsed.hasMatchedOption(name)) {
      values.put(key, value);
    }
  }
}
