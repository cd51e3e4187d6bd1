package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      TextTable.of("task", "accuracy").row("boolq", "81.0 %").row("world-piqa", "9.5 %");

  @Test
  void plainTextAlignsWordsLeftAndNumbersRight() {
    assertThat(table.plain())
        .isEqualTo(
            """
            task        accuracy
            ----------  --------
            boolq         81.0 %
            world-piqa     9.5 %
            """);
  }

  @Test
  void markdownSaysTheAlignment() {
    assertThat(table.markdown())
        .isEqualTo(
            """
            | task       | accuracy |
            | ---------- | -------: |
            | boolq      |   81.0 % |
            | world-piqa |    9.5 % |
            """);
  }

  @Test
  void barsInCellsDoNotBreakMarkdown() {
    assertThat(TextTable.of("a").row("x|y").markdown()).contains("| x\\|y |");
  }

  @Test
  void columnsOfWordsStayLeft() {
    assertThat(TextTable.of("value").row("12").row("twelve or so").plain())
        .isEqualTo("value\n------------\n12\ntwelve or so\n");
  }

  @Test
  void aRowOfTheWrongLengthIsRefused() {
    assertThatThrownBy(() -> table.row("only one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells")
        .hasMessageContaining("2 columns");
  }
}
