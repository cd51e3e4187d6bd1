package org.dora4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** README.md shows the body of the example {@link FineTune}, and nothing else in Java. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("dora4j.root"));
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern BODY =
      Pattern.compile("(?ms)^  public static void main\\(String\\[\\] args\\) \\{\\n(.*?)^  \\}$");

  private static List<String> found(Pattern pattern, Path file) throws IOException {
    return pattern.matcher(Files.readString(file)).results().map(match -> match.group(1)).toList();
  }

  @Test
  void theSnippetIsTheBodyOfTheExample() throws IOException {
    Path example = ROOT.resolve("examples/src/main/java/org/dora4j/examples/FineTune.java");
    List<String> bodies = found(BODY, example);
    assertThat(bodies).hasSize(1);

    assertThat(found(SNIPPET, ROOT.resolve("README.md"))).containsExactly(bodies.get(0).indent(-4));
  }
}
