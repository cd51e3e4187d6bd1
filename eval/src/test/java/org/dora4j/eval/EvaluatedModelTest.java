package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatedModelTest {

  @Test
  void namesAreFitForFiles() {
    EvaluatedModel model = new EvaluatedModel("org/my model", "DoRA r=16", "", "");
    assertThat(model.model()).isEqualTo("org_my_model");
    assertThat(model.adapter()).isEqualTo("DoRA_r_16");
  }

  @Test
  void theFingerprintSeesWeightsAndNothingElse(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("adapter_model.safetensors"), "one");
    String before = WeightFiles.fingerprint(dir);
    Files.writeString(dir.resolve("README.md"), "about it");
    assertThat(WeightFiles.fingerprint(dir)).isEqualTo(before).hasSize(64);
    Files.writeString(dir.resolve("adapter_model.safetensors"), "two");
    assertThat(WeightFiles.fingerprint(dir)).isNotEqualTo(before);
  }
}
