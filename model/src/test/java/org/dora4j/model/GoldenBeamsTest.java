package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dora4j.torch.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Beam search finds what transformers finds, alone and in a batch of prompts of all lengths. */
class GoldenBeamsTest {

  static Stream<JsonNode> searches() throws Exception {
    JsonNode all =
        new JsonMapper().readTree(Files.readString(Golden.root().resolve("beams/searches.json")));
    return StreamSupport.stream(all.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("searches")
  void equalsTransformers(JsonNode search) {
    String folder = "models/" + search.get("model").asString();
    try (Transformer model = Golden.model(Golden.root().resolve(folder), DType.F32)) {
      BeamSearch beams = new BeamSearch(model, ends(search), beams(search));
      List<int[]> prompts = rows(search.get("prompts"));
      int limit = search.get("limit").asInt();
      List<BeamText> together = beams.search(prompts, limit);
      List<int[]> texts = rows(search.get("texts"));
      for (int i = 0; i < prompts.size(); i++) {
        double score = search.get("scores").get(i).asDouble();
        BeamText alone = beams.search(prompts.subList(i, i + 1), limit).get(0);
        for (BeamText found : List.of(together.get(i), alone)) {
          assertThat(found.tokens()).containsExactly(texts.get(i));
          assertThat(found.score()).isCloseTo(score, within(1e-4 * Math.max(1, -score)));
        }
      }
    }
  }

  private static Beams beams(JsonNode search) {
    return Beams.of(search.get("beams").asInt())
        .withLengthPenalty(search.get("length_penalty").asDouble())
        .withLength(search.get("whole").asBoolean() ? TextLength.WHOLE : TextLength.WRITTEN);
  }

  private static Set<Integer> ends(JsonNode search) {
    Set<Integer> ends = new LinkedHashSet<>();
    search.get("ends").forEach(end -> ends.add(end.asInt()));
    return ends;
  }

  private static List<int[]> rows(JsonNode node) {
    List<int[]> rows = new ArrayList<>();
    for (JsonNode row : node) {
      rows.add(StreamSupport.stream(row.spliterator(), false).mapToInt(JsonNode::asInt).toArray());
    }
    return rows;
  }
}
