package org.dora4j.study.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes a resolved recipe as a YAML file that runs by itself, with every setting in it. */
public final class RecipeText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .build();

  private RecipeText() {}

  /**
   * The text of a recipe.
   *
   * @throws org.dora4j.train.config.ConfigException if a training setting cannot be used
   */
  public static String of(Recipe recipe) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(recipe.name()).append(": ").append(recipe.summary()).append('\n');
    comment(text, "Source: ", recipe.source());
    comment(text, "Published, in percent: ", published(recipe.published()));
    text.append(YAML.writeValueAsString(asMap(recipe)));
    return text.toString();
  }

  private static void comment(StringBuilder text, String title, String content) {
    if (!content.isEmpty()) {
      text.append("# ").append(title).append(content.replace("\n", "\n# ")).append('\n');
    }
  }

  /** Figures as {@code boolq 69.7, average 78.4}. */
  public static String published(Map<String, Double> figures) {
    return figures.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Everything in a recipe by its keys, training settings with their defaults. */
  public static Map<String, Object> asMap(Recipe recipe) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("summary", recipe.summary());
    put(map, "source", recipe.source(), recipe.source().isEmpty());
    put(map, "published", recipe.published(), recipe.published().isEmpty());
    List<Map<String, Object>> expects =
        recipe.expects().stream()
            .map(
                each -> {
                  Map<String, Object> entry = new LinkedHashMap<>();
                  entry.put("file", each.file());
                  entry.put("what", each.what());
                  put(entry, "where", each.where(), each.where().isEmpty());
                  return entry;
                })
            .toList();
    put(map, "expects", expects, expects.isEmpty());
    map.put("train", recipe.config(Map.of()).toMap());
    put(map, "evaluate", recipe.evaluate(), recipe.evaluate().isEmpty());
    return map;
  }

  private static void put(Map<String, Object> map, String key, Object value, boolean empty) {
    if (!empty) {
      map.put(key, value);
    }
  }
}
