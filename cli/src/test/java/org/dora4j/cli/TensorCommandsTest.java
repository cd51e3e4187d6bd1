package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.model.Tokens;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.train.LoadedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** logits and merge, held against what transformers and PEFT computed. */
class TensorCommandsTest {
  private static final double LOGITS_TOLERANCE = 1e-4;
  private static final double MERGE_TOLERANCE = 1e-6;

  @TempDir private Path temp;

  private Path idsFile(Path golden, boolean masked) throws IOException {
    try (SafeTensors file = SafeTensors.open(golden);
        Scope scope = Scope.open()) {
      Map<String, Object> map =
          masked
              ? Map.of(
                  "input_ids", rows(file.tensor("input_ids")),
                  "attention_mask", rows(file.tensor("attention_mask")))
              : Map.of("input_ids", rows(file.tensor("input_ids")));
      Path ids = temp.resolve("ids.json");
      return Files.writeString(ids, new JsonMapper().writeValueAsString(map));
    }
  }

  private static List<long[]> rows(Tensor tensor) {
    List<long[]> rows = new ArrayList<>();
    for (int i = 0; i < tensor.size(0); i++) {
      rows.add(tensor.select(0, i).contiguous().toLongs());
    }
    return rows;
  }

  private static double difference(Path written, Path golden, String key, boolean masked) {
    try (SafeTensors ours = SafeTensors.open(written);
        SafeTensors theirs = SafeTensors.open(golden);
        Scope scope = Scope.open()) {
      Tensor expected = theirs.tensor(key);
      if (masked) {
        expected = Ops.mul(expected, theirs.tensor("attention_mask").to(DType.F32).unsqueeze(2));
      }
      return Ops.maxDifference(ours.tensor("logits"), expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mha", "gqa", "tied", "rope_llama3", "sharded", "bf16"})
  void logitsOfPaddedRowsAreThoseOfTransformers(String name) throws IOException {
    Path golden = TinyModel.golden("models/" + name);
    Path ids = idsFile(golden.resolve("logits.safetensors"), true);
    Path out = temp.resolve("logits.safetensors");

    CommandRun run =
        CommandRun.of(
            "logits", "-m", golden.toString(), "--ids", ids.toString(), "-o", out.toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(difference(out, golden.resolve("logits.safetensors"), "logits", true))
        .isLessThan(LOGITS_TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora_default", "dora_default", "dora_patterns", "dora_save_head"})
  void logitsWithAnAdapterAreThoseOfPeft(String name) throws IOException {
    Path golden = TinyModel.golden("adapters/" + name);
    Path ids = idsFile(golden.resolve("expected.safetensors"), false);
    Path out = temp.resolve("logits.safetensors");

    CommandRun run =
        CommandRun.of(
            "logits",
            "-m",
            TinyModel.golden("adapters/base").toString(),
            "-a",
            golden.toString(),
            "--ids",
            ids.toString(),
            "-o",
            out.toString(),
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode report = new JsonMapper().readTree(run.out());
    assertThat(report.get("shape").toString()).isEqualTo("[2,8,80]");
    assertThat(difference(out, golden.resolve("expected.safetensors"), "logits", false))
        .isLessThan(LOGITS_TOLERANCE);
  }

  @Test
  void logitsOfATextAreThoseOfItsTokens() throws IOException {
    String model = TinyModel.create(temp.resolve("model"), "models/gqa").toString();
    Path byText = temp.resolve("text.safetensors");
    Path byIds = temp.resolve("ids.safetensors");
    Path ids = Files.writeString(temp.resolve("ids.json"), "{\"input_ids\": [[3, 4, 5]]}");

    CommandRun.of("logits", "-m", model, "--text", "abc", "-o", byText.toString());
    CommandRun.of("logits", "-m", model, "--ids", ids.toString(), "-o", byIds.toString());

    assertThat(Files.mismatch(byText, byIds)).isEqualTo(-1);
  }

  @Test
  void theTypeOfTheComputationCanBeChosen() throws IOException {
    Path out = temp.resolve("logits.safetensors");
    Path ids = Files.writeString(temp.resolve("ids.json"), "{\"input_ids\": [[3, 4]]}");

    CommandRun run =
        CommandRun.of(
            "logits",
            "-m",
            TinyModel.golden("models/gqa").toString(),
            "--ids",
            ids.toString(),
            "-o",
            out.toString(),
            "--dtype",
            "fp64");

    assertThat(run.status()).as(run.err()).isZero();
    try (SafeTensors file = SafeTensors.open(out)) {
      assertThat(file.dtype("logits")).isEqualTo(DType.F64);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora_default", "dora_default", "dora_rslora", "dora_save_norm"})
  void mergedWeightsAreThoseOfPeft(String name) {
    Path golden = TinyModel.golden("adapters/" + name);
    Path out = temp.resolve("merged");

    CommandRun run =
        CommandRun.of(
            "merge",
            "-m",
            TinyModel.golden("adapters/base").toString(),
            "-a",
            golden.toString(),
            "-o",
            out.toString());

    assertThat(run.status()).as(run.err()).isZero();
    try (SafeTensors ours = SafeTensors.open(out.resolve("model.safetensors"));
        SafeTensors theirs = SafeTensors.open(golden.resolve("expected.safetensors"))) {
      List<String> merged =
          theirs.names().stream().filter(key -> key.startsWith("merged.")).toList();
      assertThat(merged).isNotEmpty();
      for (String key : merged) {
        try (Scope scope = Scope.open()) {
          Tensor mine = ours.tensor(key.substring("merged.".length()));
          assertThat(Ops.maxDifference(mine, theirs.tensor(key)))
              .as(key)
              .isLessThan(MERGE_TOLERANCE);
        }
      }
    }
  }

  @Test
  void aMergedFolderPredictsWhatTheAdapterPredicts() throws IOException {
    String base = TinyModel.create(temp.resolve("base"), "adapters/base").toString();
    String adapter = TinyModel.golden("adapters/dora_default").toString();
    String merged = temp.resolve("merged").toString();
    Path before = temp.resolve("before.safetensors");
    Path after = temp.resolve("after.safetensors");

    assertThat(CommandRun.of("merge", "-m", base, "-a", adapter, "-o", merged).status()).isZero();
    CommandRun.of("logits", "-m", base, "-a", adapter, "--text", "abc", "-o", before.toString());
    CommandRun.of("logits", "-m", merged, "--text", "abc", "-o", after.toString());

    assertThat(difference(after, before, "logits", false)).isLessThan(LOGITS_TOLERANCE);
  }

  private void logits(String model, Path out) {
    CommandRun run = CommandRun.of("logits", "-m", model, "--text", "abc", "-o", out.toString());
    assertThat(run.status()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--format=hf", "--format=meta", "--shard-size=20KB"})
  void everyExportOfAMergedModelPredictsBitForBitTheSame(String option) throws IOException {
    String base = TinyModel.create(temp.resolve("base"), "adapters/base").toString();
    String adapter = TinyModel.golden("adapters/dora_default").toString();
    String merged = temp.resolve("merged").toString();
    String exported = temp.resolve("exported").toString();

    CommandRun.of("merge", "-m", base, "-a", adapter, "-o", merged);
    CommandRun run = CommandRun.of("merge", "-m", base, "-a", adapter, "-o", exported, option);
    assertThat(run.status()).as(run.err()).isZero();
    logits(merged, temp.resolve("merged.safetensors"));
    logits(exported, temp.resolve("exported.safetensors"));

    assertThat(
            Files.mismatch(
                temp.resolve("merged.safetensors"), temp.resolve("exported.safetensors")))
        .isEqualTo(-1);
  }

  @Test
  void aFolderReadBackPredictsExactlyWhatTheModelMergedInMemoryDoes() throws IOException {
    Path base = TinyModel.create(temp.resolve("base"), "adapters/base");
    Path adapter = TinyModel.golden("adapters/dora_default");
    Path merged = temp.resolve("merged");
    CommandRun.of(
        "merge", "-m", base.toString(), "-a", adapter.toString(), "-o", merged.toString());

    Tokens tokens = Tokens.of(new int[][] {{3, 4, 5, 6}});
    try (Scope scope = Scope.open();
        LoadedModel inMemory = LoadedModel.open(base.toString(), DType.F32, Device.CPU);
        LoadedModel readBack = LoadedModel.open(merged.toString(), DType.F32, Device.CPU)) {
      AttachedAdapter.load(inMemory.transformer(), adapter).mergeAndDetach();
      assertThat(
              Ops.identical(
                  readBack.transformer().logits(tokens), inMemory.transformer().logits(tokens)))
          .isTrue();
    }
  }

  @Test
  void shardsHaveAnIndexAndKeepBelowTheSizeAskedFor() throws IOException {
    Path out = temp.resolve("sharded");
    CommandRun.of(
        "merge",
        "-m",
        TinyModel.golden("models/gqa").toString(),
        "-o",
        out.toString(),
        "--shard-size",
        "20KB");

    assertThat(out.resolve("model.safetensors.index.json")).exists();
    try (var files = Files.list(out)) {
      assertThat(files.filter(file -> file.toString().endsWith(".safetensors")).toList())
          .hasSizeGreaterThan(2)
          .allMatch(file -> file.toFile().length() < 24_000);
    }
  }

  @Test
  void metasFolderTakesTheSentencePieceModelAlong() throws IOException {
    Path base = TinyModel.create(temp.resolve("base"), "models/gqa");
    Files.writeString(base.resolve("tokenizer.model"), "pieces");
    Path out = temp.resolve("meta");

    CommandRun run =
        CommandRun.of("merge", "-m", base.toString(), "-o", out.toString(), "--format", "meta");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(out.resolve("tokenizer.model")).hasContent("pieces");
    assertThat(out.resolve("tokenizer.json")).exists();
  }

  @Test
  void whatAKilledMergeLeftIsReplaced() throws IOException {
    String base = TinyModel.golden("models/gqa").toString();
    Path whole = temp.resolve("whole");
    Path killed = temp.resolve("killed");
    Path half = Files.createDirectories(killed.resolve(".saving")).resolve("model-00001-of-2.bin");
    Files.writeString(half, "half");

    CommandRun.of("merge", "-m", base, "-o", whole.toString());
    CommandRun again = CommandRun.of("merge", "-m", base, "-o", killed.toString());

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(killed.toFile().list()).containsExactlyInAnyOrder(whole.toFile().list());
    assertThat(killed.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  @Test
  void aShardSizeThatIsNoneIsRefused() {
    Path out = temp.resolve("out");
    CommandRun run =
        CommandRun.of(
            "merge",
            "-m",
            TinyModel.golden("models/gqa").toString(),
            "-o",
            out.toString(),
            "--shard-size",
            "huge");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--shard-size must be a size such as 400MB");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"f16", "bf16", "q8_0"})
  void aGgufFileHoldsTheMergedModelAndItsTokenizer(String type) throws IOException {
    String base = TinyModel.create(temp.resolve("base"), "adapters/base").toString();
    String adapter = TinyModel.golden("adapters/dora_default").toString();
    String merged = temp.resolve("merged.gguf").toString();
    Path before = temp.resolve("before.safetensors");
    Path after = temp.resolve("after.safetensors");

    CommandRun run =
        CommandRun.of("merge", "-m", base, "-a", adapter, "-o", merged, "--type", type, "--json");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"format\":\"gguf\"");
    CommandRun.of("logits", "-m", base, "-a", adapter, "--text", "abc", "-o", before.toString());
    CommandRun.of("logits", "-m", merged, "--text", "abc", "-o", after.toString());

    assertThat(difference(after, before, "logits", false)).isLessThan(0.1);
  }

  @Test
  void aFolderIsStoredInTheModelsOwnTypeUnlessAsked() {
    String model = TinyModel.golden("models/bf16").toString();
    Path own = temp.resolve("own");
    Path asked = temp.resolve("asked");

    CommandRun.of("merge", "-m", model, "-o", own.toString());
    CommandRun.of("merge", "-m", model, "-o", asked.toString(), "--dtype", "fp16");

    assertThat(dtype(own)).isEqualTo(DType.BF16);
    assertThat(dtype(asked)).isEqualTo(DType.F16);
  }

  private static DType dtype(Path folder) {
    try (SafeTensors file = SafeTensors.open(folder.resolve("model.safetensors"))) {
      return file.dtype("model.norm.weight");
    }
  }
}
