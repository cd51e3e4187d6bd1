package org.dora4j.cli.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.file.JsonFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.report.TextTable;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows an adapter's options and its tensors with their norms. */
final class AdapterInspection {
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final JsonMapper JSON = new JsonMapper();

  private final Terminal terminal;

  AdapterInspection(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * A tensor and how large it is.
   *
   * @param norm square root of the sum of squares
   * @param mean of all values; for a magnitude, the mean length of the weight's rows
   */
  record Measured(TensorRow tensor, double norm, double mean) {}

  void show(Path folder, boolean json) {
    if (!Files.isDirectory(folder)) {
      throw new ModelFileException("There is no adapter folder " + folder + ".");
    }
    JsonNode config = config(folder);
    try (SafeTensors file = SafeTensors.open(folder.resolve(WEIGHTS))) {
      List<Measured> tensors = new ArrayList<>();
      TensorRow.all(file).forEach(row -> tensors.add(measure(file, row)));
      if (json) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("location", folder.toString());
        map.put("parameters", parameters(tensors));
        map.put("config", config);
        map.put("tensors", tensors);
        terminal.out().println(Json.pretty(map));
      } else {
        print(folder, config, tensors);
      }
    }
  }

  private static JsonNode config(Path folder) {
    // Reads the file once for its errors: they name the file, the line and what to do.
    JsonFile.read(folder.resolve(CONFIG));
    try {
      return JSON.readTree(Files.readAllBytes(folder.resolve(CONFIG)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder.resolve(CONFIG), e);
    }
  }

  private static Measured measure(SafeTensors file, TensorRow row) {
    try (Scope scope = Scope.open()) {
      Tensor values = file.tensor(row.name()).to(DType.F64);
      double mean = Ops.sum(values).item() / Math.max(1, row.count());
      return new Measured(row, Ops.norm(values).item(), mean);
    }
  }

  private static long parameters(List<Measured> tensors) {
    return tensors.stream().mapToLong(measured -> measured.tensor().count()).sum();
  }

  private void print(Path folder, JsonNode config, List<Measured> tensors) {
    terminal.out().println(terminal.outStyle().bold(folder.toString()));
    terminal.out().printf("%,d parameters in %d tensors%n%n", parameters(tensors), tensors.size());
    TextTable options = TextTable.of("option", "");
    for (Map.Entry<String, JsonNode> option : config.properties()) {
      if (says(option.getValue())) {
        options = options.row(option.getKey(), text(option.getValue()));
      }
    }
    terminal.out().println(options.plain());
    TextTable table = TextTable.of("tensor", "type", "shape", "norm", "mean");
    for (Measured measured : tensors) {
      TensorRow row = measured.tensor();
      table =
          table.row(
              row.name().replaceFirst("^base_model\\.model\\.", ""),
              row.dtype().fileName(),
              row.shapeText(),
              number(measured.norm()),
              number(measured.mean()));
    }
    terminal.out().print(table.plain());
  }

  /** Options that are empty, null or false are as if they were not there. */
  private static boolean says(JsonNode value) {
    boolean empty = value.isContainer() && value.isEmpty();
    return !value.isNull() && !empty && !(value.isBoolean() && !value.booleanValue());
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(AdapterInspection::text).collect(Collectors.joining(", "));
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }
}
