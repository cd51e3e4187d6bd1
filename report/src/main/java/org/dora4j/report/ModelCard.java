package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The README of an adapter folder, with the front matter that the Hugging Face Hub reads.
 *
 * @param title the adapter's name
 * @param baseModel the model it was trained on, as its user named it: a Hub name, a folder or a
 *     GGUF file
 * @param method {@code DoRA}, {@code LoRA}, …
 * @param settings training settings in the order to be shown
 * @param data what it was trained on
 * @param results accuracies, if any were measured
 * @param versions of dora4j, Java, libtorch, …
 */
public record ModelCard(
    String title,
    String baseModel,
    String method,
    Map<String, String> settings,
    List<Data> data,
    Optional<Scores> results,
    Map<String, String> versions) {
  private static final Pattern HUB_NAME = Pattern.compile("[\\w.-]+/[\\w.-]+(@[\\w./-]+)?");

  /**
   * A file that was trained on.
   *
   * @param name its name
   * @param examples how many examples it has
   * @param sha256 the hash of its bytes
   */
  public record Data(String name, long examples, String sha256) {}

  /** Copies the collections, keeping their order. */
  public ModelCard {
    settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    data = List.copyOf(data);
    versions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /**
   * Writes {@code README.md}; an older one is replaced.
   *
   * @param adapterDir an existing folder
   */
  public void write(Path adapterDir) throws IOException {
    Files.writeString(adapterDir.resolve("README.md"), markdown());
  }

  /** The card's text. */
  public String markdown() {
    StringBuilder text = new StringBuilder(frontMatter());
    text.append("\n# ").append(title).append("\n\n");
    text.append(
        "A %s adapter for `%s`, trained with dora4j and saved %s.\n"
            .formatted(
                method,
                baseModel,
                peftReads()
                    ? "in PEFT's format"
                    : "as PEFT would save it; PEFT itself does not have this method and refuses it"));
    text.append(loading());
    text.append("\n## Training\n\n").append(table("setting", settings));
    if (!data.isEmpty()) {
      TextTable files = TextTable.of("file", "examples", "SHA-256");
      for (Data file : data) {
        files = files.row(file.name(), Numbers.count(file.examples()), "`" + file.sha256() + "`");
      }
      text.append("\n## Data\n\n").append(files.markdown());
    }
    results.ifPresent(
        scores -> text.append("\n## Results\n\nAccuracy:\n\n").append(scores.table().markdown()));
    if (!versions.isEmpty()) {
      text.append("\n## Versions\n\n").append(table("part", versions));
    }
    return text.toString();
  }

  private String frontMatter() {
    String hub = hubName();
    StringBuilder yaml = new StringBuilder("---\n");
    yaml.append("base_model: ").append(quoted(hub.isEmpty() ? baseModel : hub)).append('\n');
    yaml.append("library_name: peft\npipeline_tag: text-generation\ntags:\n");
    if (!hub.isEmpty()) {
      yaml.append("- ").append(quoted("base_model:adapter:" + hub)).append('\n');
    }
    String tag = method.toLowerCase(java.util.Locale.ROOT);
    if (tag.matches("dora|vera|dvora")) {
      yaml.append("- ").append(tag).append('\n');
    }
    return yaml.append(tag.matches("vera|dvora") ? "" : "- lora\n")
        .append("- peft\n- transformers\n- dora4j\n---\n")
        .toString();
  }

  /** PEFT has neither DVoRA nor magnitudes alone, and would refuse such an adapter. */
  private boolean peftReads() {
    return !method.equals("DVoRA") && !method.equals("magnitude-only");
  }

  private String withPeft(String base) {
    return """

        With PEFT:

        ```python
        from peft import PeftModel
        from transformers import AutoModelForCausalLM, AutoTokenizer%2$s

        base = %1$s
        model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base%3$s), "path/to/this/folder")
        tokenizer = AutoTokenizer.from_pretrained(base)
        ```
        """
        .formatted(
            quoted(base),
            bits() == 16 ? "" : ", BitsAndBytesConfig",
            bits() == 16
                ? ""
                : ", quantization_config=BitsAndBytesConfig(%s)".formatted(peftBits()));
  }

  /** Bits that the base's weights were kept in. */
  private int bits() {
    return Integer.parseInt(settings.getOrDefault("base_bits", "16"));
  }

  private boolean doubleQuantised() {
    return !settings.getOrDefault("double_quantisation", "true").equals("false");
  }

  private String peftBits() {
    return bits() == 8
        ? "load_in_8bit=True"
        : "load_in_4bit=True, bnb_4bit_quant_type=\"nf4\", bnb_4bit_use_double_quant="
            + (doubleQuantised() ? "True" : "False");
  }

  private String baseOptions() {
    if (bits() == 16) {
      return "";
    }
    return " --base-bits " + bits() + (doubleQuantised() ? "" : " --no-double-quantisation");
  }

  private String loading() {
    String hub = hubName();
    String base = hub.isEmpty() ? baseModel : hub;
    return """

        ## Use
        %2$s
        With dora4j:

        ```
        dora4j chat --model %1$s --adapter path/to/this/folder%3$s
        dora4j merge --model %1$s --adapter path/to/this/folder%3$s --output merged
        ```
        """
        .formatted(
            baseModel.contains(" ") ? "\"" + baseModel + "\"" : baseModel,
            peftReads() ? withPeft(base) : "",
            baseOptions());
  }

  /** The base model's Hub name without revision; empty when the base is a file or folder. */
  private String hubName() {
    boolean hub =
        HUB_NAME.matcher(baseModel).matches()
            && !baseModel.startsWith(".")
            && !baseModel.endsWith(".gguf");
    int at = baseModel.indexOf('@');
    return !hub ? "" : at < 0 ? baseModel : baseModel.substring(0, at);
  }

  private static String table(String head, Map<String, String> rows) {
    TextTable table = TextTable.of(head, "value");
    for (Map.Entry<String, String> row : rows.entrySet()) {
      table = table.row(row.getKey(), row.getValue());
    }
    return table.markdown();
  }

  /** A string that YAML and Python read alike. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
