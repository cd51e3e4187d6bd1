package org.dora4j.train.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.DataException;
import org.dora4j.model.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepBatchesTest {
  @TempDir private Path temp;

  private Path file(String... lines) throws IOException {
    return Files.write(temp.resolve("rows.jsonl"), List.of(lines));
  }

  @Test
  void rowsOfAFileComeInItsOrderWithoutPadding() throws IOException {
    Path file =
        file(
            "{\"input_ids\": [5, 6, 7], \"labels\": [-100, 6, 7]}",
            "{\"input_ids\": [8, 9], \"labels\": [-100, 9]}",
            "{\"input_ids\": [1, 2]}",
            "{\"input_ids\": [3, 4]}");

    List<Tokens> batches = new StepBatches.FromFile(file, 2).make(2, 10);

    assertThat(batches.get(0).ids()).containsExactly(5, 6, 7, 8, 9);
    assertThat(batches.get(0).trained()).isEqualTo(3);
    assertThat(batches.get(1).ids()).containsExactly(1, 2, 3, 4);
    assertThat(batches.get(1).sequences().count()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"input_ids\": [1, 10]} | Row 1 of | id 10 | go from 0 to 9",
        "{\"input_ids\": [1]}     | has 1 rows, but 2 steps of 1 need 2 | |",
        "{\"input_ids\": []}      | line 1 has no tokens | |",
        "{\"text\": \"a\"}        | input_ids | line 1 |",
        "{\"input_ids\": [1, 2], \"labels\": [1]} | one label per id | line 1 |",
      })
  void rowsThatCannotBeUsedAreNamed(String line, String first, String second, String third)
      throws IOException {
    Path file = line.contains("10") ? file(line, line) : file(line);
    assertThatThrownBy(() -> new StepBatches.FromFile(file, 1).make(2, 10))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(first, second == null ? "" : second, third == null ? "" : third);
  }

  @Test
  void randomRowsAreFullAndTheSameEachTime() {
    List<Tokens> batches = new StepBatches.Random(3, 7).make(2, 11);

    assertThat(batches.get(0)).isSameAs(batches.get(1));
    assertThat(batches.get(0).ids()).hasSize(21);
    assertThat(java.util.Arrays.stream(batches.get(0).ids())).allMatch(id -> id >= 0 && id < 11);
    assertThat(batches.get(0).trained()).isEqualTo(18);
  }

  @Test
  void aStepNeedsSomethingToLearn() {
    assertThatThrownBy(() -> new StepBatches.Random(1, 1)).hasMessageContaining("2 tokens");
    assertThatThrownBy(() -> new StepBatches.FromFile(temp, 0)).hasMessageContaining("1 row");
  }
}
