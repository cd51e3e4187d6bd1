package org.dora4j.cli.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.report.TextTable;
import org.dora4j.torch.Memory;
import tools.jackson.databind.json.JsonMapper;

/** Shows a model's configuration and tensors, without loading the weights. */
final class ModelInspection {
  private final Terminal terminal;
  private final boolean all;

  /**
   * @param all every tensor on a line of its own, instead of equal ones of all layers together
   */
  ModelInspection(Terminal terminal, boolean all) {
    this.terminal = terminal;
    this.all = all;
  }

  void show(String reference, boolean json) {
    try (ModelFiles files = Checkpoint.open(reference, new DownloadLine(terminal))) {
      List<TensorRow> rows = TensorRow.all(files.weights());
      if (json) {
        terminal.out().println(Json.pretty(asMap(files, rows)));
      } else {
        print(files, rows);
      }
    }
  }

  private static long parameters(List<TensorRow> rows) {
    return rows.stream().mapToLong(TensorRow::count).sum();
  }

  private static Map<String, Object> asMap(ModelFiles files, List<TensorRow> rows) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("location", files.location().toString());
    map.put("parameters", parameters(rows));
    map.put("config", new JsonMapper().readTree(files.config().toJson()));
    map.put("tensors", rows);
    return map;
  }

  private void print(ModelFiles files, List<TensorRow> rows) {
    ModelConfig config = files.config();
    long bytes = rows.stream().mapToLong(TensorRow::bytes).sum();
    terminal.out().println(terminal.outStyle().bold(files.location().toString()));
    terminal
        .out()
        .printf(
            "%,d parameters, %s when loaded as %s%n%n",
            parameters(rows), Memory.format(bytes), rows.get(0).dtype().fileName());
    TextTable facts = TextTable.of("configuration", "");
    for (Map.Entry<String, Object> fact : facts(config).entrySet()) {
      facts = facts.row(fact.getKey(), String.valueOf(fact.getValue()));
    }
    terminal.out().println(facts.plain());
    TextTable tensors = TextTable.of("tensor", "type", "shape", "count");
    for (TensorRow row : all ? rows : TensorRow.together(rows)) {
      tensors =
          tensors.row(
              row.name(),
              row.dtype().fileName(),
              row.shapeText(),
              row.times() == 1 ? "1" : "× " + row.times());
    }
    terminal.out().print(tensors.plain());
  }

  private static Map<String, Object> facts(ModelConfig config) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("layers", config.layers());
    facts.put("hidden size", config.hiddenSize());
    facts.put("intermediate size", config.intermediateSize());
    facts.put(
        "heads",
        "%d, %d for keys and values, %d wide"
            .formatted(config.heads(), config.keyValueHeads(), config.headDim()));
    facts.put("vocabulary", config.vocabularySize());
    facts.put("head", config.tiedEmbeddings() ? "tied to the embedding" : "of its own");
    facts.put("biases", biases(config));
    facts.put("positions", config.maxPositions());
    facts.put("rotary positions", rope(config.rope()));
    facts.put("norm ε", config.rmsNormEps());
    facts.put("end tokens", config.eosIds());
    return facts;
  }

  private static String biases(ModelConfig config) {
    if (config.attentionBias()) {
      return config.mlpBias() ? "attention and MLP" : "attention";
    }
    return config.mlpBias() ? "MLP" : "none";
  }

  private static String rope(RopeConfig rope) {
    String base = "%s, θ %s".formatted(lower(rope.type()), plain(rope.theta()));
    return switch (rope.type()) {
      case DEFAULT -> base;
      case LINEAR -> base + ", factor " + plain(rope.factor());
      case LLAMA3 ->
          base
              + ", factor %s (low %s, high %s, from %d positions)"
                  .formatted(
                      plain(rope.factor()),
                      plain(rope.lowFrequencyFactor()),
                      plain(rope.highFrequencyFactor()),
                      rope.originalMaxPositions());
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String plain(double value) {
    return String.valueOf(value).replaceFirst("\\.0$", "");
  }
}
