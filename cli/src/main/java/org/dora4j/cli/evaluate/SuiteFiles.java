package org.dora4j.cli.evaluate;

import java.nio.file.Path;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.eval.EvaluatedModel;
import org.jspecify.annotations.Nullable;

/**
 * Where the results of several tasks go and what they are called.
 *
 * @param output the folder
 * @param overwrite whether earlier results in it are removed
 * @param model name of the model in files and tables; null for the last part of its reference
 * @param adapter name of the adapter; null for its method
 */
record SuiteFiles(
    Path output, boolean overwrite, @Nullable String model, @Nullable String adapter) {

  EvaluatedModel named(OpenModel opened, ModelOptions asked) {
    EvaluatedModel found = EvaluatedModel.of(opened.loaded(), opened.adapter(), asked.adapter());
    String base = found.model();
    if (asked.model().equals("embedded")) {
      base = "embedded";
    }
    return found.named(model == null ? base : model, adapter == null ? found.adapter() : adapter);
  }
}
