package org.dora4j.train.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Tensor;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.ParameterGroup;

/**
 * The flat buffers of a run in one safetensors file: per group {@code <group>.values}, {@code
 * .first_moments} and {@code .second_moments}, and in the metadata which parameters lie in it.
 */
final class OptimiserFile {
  private static final String LAYOUT = "layout";

  private OptimiserFile() {}

  static void write(Path file, FlatParameters parameters) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.groups().forEach(group -> tensors.putAll(tensors(group)));
    SafeTensors.write(file, tensors, Map.of(LAYOUT, layout(parameters)));
  }

  /**
   * Fills the buffers from a file.
   *
   * @throws RunFolderException if the file belongs to other parameters
   */
  static void read(Path file, FlatParameters parameters) {
    try (SafeTensors stored = SafeTensors.open(file)) {
      if (!layout(parameters).equals(stored.metadata().get(LAYOUT))) {
        throw new RunFolderException(
            file
                + " holds the state of other parameters than those that this run trains; resume with"
                + " the model, method and targets that it began with.");
      }
      for (ParameterGroup group : parameters.groups()) {
        tensors(group).forEach((name, buffer) -> buffer.copy_(stored.tensor(name)));
      }
    }
    parameters.publish();
  }

  private static Map<String, Tensor> tensors(ParameterGroup group) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    String name = group.options().name();
    tensors.put(name + ".values", group.values());
    tensors.put(name + ".first_moments", group.firstMoments());
    tensors.put(name + ".second_moments", group.secondMoments());
    return tensors;
  }

  private static String layout(FlatParameters parameters) {
    return parameters.groups().stream()
        .map(
            group ->
                group.parameters().stream()
                    .map(parameter -> parameter.name() + ":" + parameter.count())
                    .collect(Collectors.joining(" ", group.options().name() + "(", ")")))
        .collect(Collectors.joining(" "));
  }
}
