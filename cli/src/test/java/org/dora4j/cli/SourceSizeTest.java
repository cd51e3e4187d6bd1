package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the sizes that keep the sources readable: short files, short methods. */
class SourceSizeTest {
  private static final int LONGEST_FILE = 400;
  private static final int LONGEST_METHOD = 40;
  private static final int MEDIAN_FILE = 100;

  private static final List<Path> MAIN_SOURCES = new ArrayList<>();
  private static final List<Path> ALL_SOURCES = new ArrayList<>();

  @BeforeAll
  static void findSources() throws IOException {
    Path root = Path.of(System.getProperty("dora4j.root"));
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        collect(module.resolve("src/main/java"), MAIN_SOURCES);
        collect(module.resolve("src/test/java"), ALL_SOURCES);
      }
    }
    ALL_SOURCES.addAll(MAIN_SOURCES);
    assertThat(MAIN_SOURCES).hasSizeGreaterThan(100);
  }

  private static void collect(Path folder, List<Path> into) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(into::add);
      }
    }
  }

  @Test
  void noFileIsLong() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : ALL_SOURCES) {
      long lines = lines(file);
      if (lines > LONGEST_FILE) {
        tooLong.add(file + ": " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void theMedianFileIsShort() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (Path file : MAIN_SOURCES) {
      if (!file.endsWith("package-info.java")) {
        sizes.add(lines(file));
      }
    }
    sizes.sort(null);
    assertThat(sizes.get(sizes.size() / 2)).isLessThanOrEqualTo(MEDIAN_FILE);
  }

  @Test
  void noMethodIsLong() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(ALL_SOURCES);
      JavacTask task =
          (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, units);
      MethodLengths lengths = new MethodLengths(Trees.instance(task).getSourcePositions());
      for (CompilationUnitTree unit : task.parse()) {
        lengths.scan(unit, null);
      }
      assertThat(lengths.tooLong).isEmpty();
    }
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  /** Measures methods from their first line, annotations and comments excluded, to their last. */
  private static final class MethodLengths extends TreePathScanner<Void, Void> {
    private final SourcePositions positions;
    private final List<String> tooLong = new ArrayList<>();

    MethodLengths(SourcePositions positions) {
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      LineMap lines = unit.getLineMap();
      if (method.getBody() != null && positions.getEndPosition(unit, method.getBody()) >= 0) {
        long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
        if (last - first + 1 > LONGEST_METHOD) {
          tooLong.add(unit.getSourceFile().getName() + ":" + first + " " + method.getName());
        }
      }
      return super.visitMethod(method, unused);
    }
  }
}
