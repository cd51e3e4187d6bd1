package org.dora4j.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dora4j.model.Parameter;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** A folder with an adapter: its options and its tensors. */
final class AdapterFolder implements AutoCloseable {

  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";

  private final Path folder;
  private final AdapterConfig config;
  private final AdapterTensors tensors;

  private AdapterFolder(Path folder, AdapterConfig config, AdapterTensors tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Opens a folder in one of the layouts that are read, or that of a run with such a folder in it.
   *
   * @throws ModelFileException if there is no adapter or it cannot be read
   */
  static AdapterFolder open(Path place) {
    Path folder = Adapters.locate(place);
    if (!Files.isDirectory(folder)) {
      throw new ModelFileException("There is no adapter folder %s.".formatted(folder));
    }
    AdapterTensors tensors = AdapterTensors.open(folder);
    try {
      Path file = folder.resolve(CONFIG);
      AdapterConfig config =
          Files.exists(file) ? AdapterConfigReader.read(file) : FsdpQlora.config(folder, tensors);
      return new AdapterFolder(folder, config, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  AdapterConfig config() {
    return config;
  }

  Path path() {
    return folder;
  }

  AdapterTensors tensors() {
    return tensors;
  }

  /** What the options mean for a model. */
  Targets targets(ModuleTree tree) {
    try {
      return Targets.ofStored(config, tree);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          "%s does not fit this model: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Copies the stored values into an adapter that has been made for them. */
  void fill(AttachedAdapter adapter) {
    Map<String, Attachment> extras = new LinkedHashMap<>();
    for (Attachment attachment : adapter.attachments()) {
      attachment.readable().keySet().forEach(key -> extras.put(key, attachment));
      attachment.parameters().forEach(this::fill);
      attachment.required().forEach(this::require);
    }
    for (String key : tensors.keys()) {
      Attachment attachment = extras.get(key);
      if (attachment != null) {
        fillExtra(adapter, attachment, key);
      }
    }
    List<String> strangers =
        tensors.keys().stream()
            .filter(key -> !adapter.parameters().containsKey(key) && !extras.containsKey(key))
            .toList();
    refuseStrangers(strangers);
  }

  /**
   * Refuses tensors without a place.
   *
   * @throws ModelFileException naming one of them, if there are any
   */
  void refuseStrangers(List<String> strangers) {
    if (!strangers.isEmpty()) {
      throw new ModelFileException(
          "%s holds %d tensor(s) that neither its %s nor this model has a place for, e.g. %s; the adapter may be for another model."
              .formatted(folder, strangers.size(), CONFIG, strangers.get(0)));
    }
  }

  /** Refuses an adapter that lacks a tensor. */
  void require(String key) {
    if (!tensors.keys().contains(key)) {
      throw new ModelFileException(
          "%s has no tensor %s, which its options and this model ask for; the adapter is incomplete, fetch or save it again."
              .formatted(folder, key));
    }
  }

  private void fill(Parameter parameter) {
    String key = parameter.name();
    require(key);
    try (Scope scope = Scope.open()) {
      parameter.value().copy_(checked(key, parameter.value().shape()));
    }
  }

  private void fillExtra(AttachedAdapter adapter, Attachment attachment, String key) {
    try (Scope scope = Scope.open()) {
      Tensor place = attachment.readable().getOrDefault(key, tensors.tensor(key));
      attachment.takeExtra(key, checked(key, place.shape()), adapter::warn);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException("%s: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  /** The stored tensor, with the shape of its place and finite. */
  Tensor checked(String key, long[] place) {
    requireShape(key, place);
    Tensor stored = tensors.tensor(key);
    boolean column = stored.rank() == 2 && place.length == 1;
    Tensor fitting = column ? stored.reshape(stored.size(0)) : stored;
    if (!fitting.dtype().isFloating() || !Ops.allFinite(fitting)) {
      throw new ModelFileException(
          "%s: %s holds NaN or infinite numbers; the file is damaged or its training diverged."
              .formatted(folder, key));
    }
    return fitting;
  }

  /** Refuses a tensor of another shape; a column [n, 1] may stand for a vector [n]. */
  void requireShape(String key, long[] place) {
    long[] stored = tensors.shape(key);
    boolean column = stored.length == 2 && place.length == 1 && stored[1] == 1;
    if (!Arrays.equals(column ? new long[] {stored[0]} : stored, place)) {
      throw new ModelFileException(
          "%s: %s is %s, but this model and the adapter's options need %s; the adapter is for another model or of another rank."
              .formatted(folder, key, Arrays.toString(stored), Arrays.toString(place)));
    }
  }

  @Override
  public void close() {
    tensors.close();
  }

  /** Writes an adapter; see {@link AttachedAdapter#save(Path, String, boolean)}. */
  static void write(
      Path folder,
      AdapterConfig config,
      String baseModel,
      Map<String, Tensor> tensors,
      boolean overwrite) {
    if (!overwrite
        && (Files.exists(folder.resolve(CONFIG)) || Files.exists(folder.resolve(WEIGHTS)))) {
      throw new ModelFileException(
          "%s holds an adapter already; choose another folder, or say that it may be overwritten."
              .formatted(folder));
    }
    String json = AdapterConfigWriter.write(config, baseModel);
    FolderReplacement.write(
        folder,
        staged -> {
          SafeTensors.write(staged.resolve(WEIGHTS), ordered(tensors), Map.of("format", "pt"));
          Files.writeString(staged.resolve(CONFIG), json);
        });
  }

  /** The order of the safetensors library: wide types first, then by name. */
  private static Map<String, Tensor> ordered(Map<String, Tensor> tensors) {
    Map<String, Tensor> sorted =
        new TreeMap<>(
            Comparator.comparingInt((String key) -> -get(tensors, key).dtype().bytes())
                .thenComparing(Comparator.naturalOrder()));
    sorted.putAll(tensors);
    return sorted;
  }

  private static Tensor get(Map<String, Tensor> tensors, String key) {
    return Objects.requireNonNull(tensors.get(key), key);
  }
}
