package org.dora4j.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.doctor.Finding.Status;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Style;
import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells whether this machine is fit: exit status 1 if anything is broken. */
@Command(
    name = "doctor",
    header = "Check this machine: Java, natives, CPU, GPUs, memory, caches, speed.",
    description = "Exit status 0 if everything works, however slow; 1 if something is broken.",
    footer = {
      "  dora4j doctor",
      "  # for scripts: {\"fit\": true, \"findings\": […]}",
      "  dora4j doctor --json"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final List<Check> checks;

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  public DoctorCommand(Terminal terminal) {
    this(
        terminal,
        List.of(
            new JavaCheck(),
            new NativesCheck(),
            new CpuCheck(),
            new GpuCheck(),
            new MemoryCheck(),
            new ProductCheck(),
            new TokenizerCheck(),
            CacheCheck.models(),
            CacheCheck.natives(),
            CacheCheck.tokenizers(),
            new DiskCheck(Path.of("").toAbsolutePath())));
  }

  DoctorCommand(Terminal terminal, List<Check> checks) {
    this.terminal = terminal;
    this.checks = List.copyOf(checks);
  }

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks) {
      if (!check.needsLibtorch() || loads(findings)) {
        findings.add(look(check));
      }
    }
    boolean fit = findings.stream().noneMatch(finding -> finding.status() == Status.BROKEN);
    if (json) {
      terminal.out().println(Json.pretty(Map.of("fit", fit, "findings", findings)));
    } else {
      findings.forEach(this::print);
      terminal.out().println(summary(findings, fit));
    }
    return fit ? ExitStatus.SUCCESS : ExitStatus.FAILURE;
  }

  /** Whether libtorch, if it was looked at, could be loaded; what needs it is not tried else. */
  private static boolean loads(List<Finding> findings) {
    return findings.stream()
        .noneMatch(
            finding ->
                finding.subject().equals(NativesCheck.SUBJECT)
                    && finding.status() == Status.BROKEN);
  }

  /** A check that fails has found something broken. */
  private static Finding look(Check check) {
    try {
      return check.look();
    } catch (RuntimeException | LinkageError e) {
      String subject =
          check.getClass().getSimpleName().replace("Check", "").toLowerCase(Locale.ROOT);
      return Finding.broken(
          subject, String.valueOf(e.getMessage()), "Run 'dora4j doctor --debug' for more.");
    }
  }

  private void print(Finding finding) {
    Style style = terminal.outStyle();
    String mark =
        switch (finding.status()) {
          case GOOD -> style.green("✓");
          case SLOW -> style.yellow("!");
          case BROKEN -> style.red("✗");
        };
    terminal.out().printf("%s %-16s %s%n", mark, finding.subject(), finding.text());
    if (!finding.advice().isEmpty()) {
      terminal.out().println(" ".repeat(19) + style.yellow("→ " + finding.advice()));
    }
  }

  private static String summary(List<Finding> findings, boolean fit) {
    if (!fit) {
      return "\nSomething is broken: see the lines with ✗.";
    }
    long slow = findings.stream().filter(finding -> finding.status() == Status.SLOW).count();
    return slow == 0 ? "\nFit for training." : "\nFit for training; see the lines with !.";
  }
}
