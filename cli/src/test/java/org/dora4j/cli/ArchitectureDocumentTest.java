package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md points to places that exist. */
class ArchitectureDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("dora4j.root"));
  private static final Pattern ENTRY = Pattern.compile("\\d+\\. `([^`]+\\.java)` (.*)");
  private static final Pattern SYMBOL = Pattern.compile("`(\\w+)`");

  private static String section(String heading) throws IOException {
    String text = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
    int start = text.indexOf("## " + heading);
    assertThat(start).as(heading).isNotNegative();
    int end = text.indexOf("\n## ", start);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  @Test
  void everyPlaceToStartReadingDeclaresWhatIsNamed() throws IOException {
    List<Matcher> entries =
        section("Start reading here").lines().map(ENTRY::matcher).filter(Matcher::matches).toList();

    assertThat(entries).hasSize(6);
    for (Matcher entry : entries) {
      Path file = ROOT.resolve(entry.group(1));
      assertThat(file).isRegularFile();
      String symbols = entry.group(2).substring(0, entry.group(2).indexOf(':'));
      Matcher symbol = SYMBOL.matcher(symbols);
      assertThat(symbol.find()).as(entry.group(2)).isTrue();
      do {
        assertThat(Files.readString(file))
            .as(entry.group(1))
            .containsPattern("(public|private|static) [\\w<>\\[\\], ]+ " + symbol.group(1) + "\\(");
      } while (symbol.find());
    }
  }

  @Test
  void everyModuleHasALineAmongTheRooms() throws IOException {
    String rooms = section("Rooms");
    try (var folders = Files.list(ROOT)) {
      for (Path folder : folders.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        assertThat(rooms).containsPattern("(?m)^" + folder.getFileName() + " +→ ");
      }
    }
  }
}
