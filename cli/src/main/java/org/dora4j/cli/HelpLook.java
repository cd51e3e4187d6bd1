package org.dora4j.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How help texts look: colours, width and the headings that all commands share. */
final class HelpLook {
  private static final int NARROWEST = 80;
  private static final int WIDEST = 110;
  private static final int LONGEST_OPTION = 34;

  private HelpLook() {}

  static ColorScheme colours(Ansi ansi) {
    return new ColorScheme.Builder(ansi)
        .commands(Style.bold, Style.fg_cyan)
        .options(Style.fg_cyan)
        .parameters(Style.fg_yellow)
        .optionParams(Style.faint)
        .build();
  }

  /** Gives {@code line} and its subcommands the shared look. */
  static void apply(CommandLine line, int columns) {
    line.setUsageHelpWidth(Math.max(NARROWEST, Math.min(columns, WIDEST)));
    line.setUsageHelpLongOptionsMaxWidth(LONGEST_OPTION);
    line.getSubcommands().values().forEach(HelpLook::applyBelow);
    common(line);
  }

  private static void applyBelow(CommandLine command) {
    UsageMessageSpec usage = common(command);
    usage.descriptionHeading("%n");
    usage.parameterListHeading("%n@|bold Arguments|@%n");
    usage.optionListHeading("");
    usage.footerHeading("%n@|bold Examples|@%n");
    usage.abbreviateSynopsis(true);
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLook::options);
    command.getSubcommands().values().forEach(HelpLook::applyBelow);
  }

  private static UsageMessageSpec common(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.synopsisHeading("%n@|bold Usage|@  ");
    usage.sortOptions(false);
    return usage;
  }

  /** Options by subject first, then those that every command has. */
  private static String options(CommandLine.Help help) {
    String groups = help.optionListGroupSections();
    String heading = groups.isEmpty() ? "%n@|bold Options|@%n" : "%n@|bold Other options|@%n";
    List<OptionSpec> others =
        help.commandSpec().options().stream()
            .filter(option -> option.group() == null && !option.hidden())
            .toList();
    return groups + help.createHeading(heading) + help.optionListExcludingGroups(others);
  }
}
