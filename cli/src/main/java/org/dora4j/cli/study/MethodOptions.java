package org.dora4j.cli.study;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which methods a study compares. */
final class MethodOptions {

  @Option(
      names = "--methods",
      paramLabel = "NAME,…",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "lora,dora",
      order = 2,
      description = "Methods: lora, dora, vera, dvora … (default: ${DEFAULT-VALUE}).")
  private List<String> methods = new ArrayList<>();

  List<String> methods() {
    return methods;
  }
}
