package org.dora4j.train.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dora4j.data.DataException;
import org.dora4j.data.Example;
import org.dora4j.data.TokenRows;
import org.dora4j.model.Tokens;

/** What each step of a benchmark is given. */
public sealed interface StepBatches {

  /**
   * One batch for each step.
   *
   * @param count how many
   * @param vocabulary ids are below it
   */
  List<Tokens> make(int count, int vocabulary);

  /** Whether all batches have the same number of tokens, so that one step stands for all. */
  boolean alike();

  /**
   * Random ids, every token trained, the same in each step.
   *
   * @param rows sequences of a batch
   * @param length tokens of each
   */
  record Random(int rows, int length) implements StepBatches {

    public Random {
      if (rows < 1 || length < 2) {
        throw new IllegalArgumentException(
            "a step needs at least 1 sequence of at least 2 tokens but has %d of %d"
                .formatted(rows, length));
      }
    }

    @Override
    public List<Tokens> make(int count, int vocabulary) {
      SplittableRandom random = new SplittableRandom(1);
      int[][] ids = new int[rows][length];
      for (int[] row : ids) {
        Arrays.setAll(row, i -> random.nextInt(vocabulary));
      }
      Tokens tokens = Tokens.of(ids, ids);
      return IntStream.range(0, count).mapToObj(i -> tokens).toList();
    }

    @Override
    public boolean alike() {
      return true;
    }
  }

  /**
   * The rows of a file of {@code input_ids} and {@code labels}, in its order.
   *
   * @param file JSONL, or a JSON array
   * @param rows of a batch
   */
  record FromFile(Path file, int rows) implements StepBatches {

    public FromFile {
      if (rows < 1) {
        throw new IllegalArgumentException("a step needs at least 1 row but has " + rows);
      }
    }

    /**
     * @throws DataException if the file cannot be read, is too short, or has ids that the model
     *     does not know
     */
    @Override
    public List<Tokens> make(int count, int vocabulary) {
      List<Example> examples = TokenRows.read(file);
      if (examples.size() < count * rows) {
        throw new DataException(
            "%s has %d rows, but %d steps of %d need %d; ask for fewer steps or smaller batches."
                .formatted(file, examples.size(), count, rows, count * rows));
      }
      checkIds(examples.subList(0, count * rows), vocabulary);
      return IntStream.range(0, count)
          .mapToObj(i -> tokens(examples.subList(i * rows, (i + 1) * rows)))
          .toList();
    }

    private void checkIds(List<Example> examples, int vocabulary) {
      for (int i = 0; i < examples.size(); i++) {
        for (int id : examples.get(i).ids()) {
          if (id < 0 || id >= vocabulary) {
            throw new DataException(
                "Row %d of %s has the token id %d, but this model's ids go from 0 to %d; 'dora4j bench rows --vocabulary %d' writes rows that fit."
                    .formatted(i + 1, file, id, vocabulary - 1, vocabulary));
          }
        }
      }
    }

    private static Tokens tokens(List<Example> batch) {
      return Tokens.of(
          batch.stream().map(Example::ids).toArray(int[][]::new),
          batch.stream().map(Example::labels).toArray(int[][]::new));
    }

    @Override
    public boolean alike() {
      return false;
    }
  }
}
