package org.dora4j.eval;

import java.nio.file.Path;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.Method;
import org.dora4j.model.Quantisation;
import org.dora4j.train.LoadedModel;
import org.jspecify.annotations.Nullable;

/**
 * What is evaluated: names for files and tables, and fingerprints by which an evaluation that is
 * taken up again knows its model.
 *
 * @param model name of the base model, such as {@code LLaMA-7B}
 * @param adapter name of the adapter, such as {@code DoRA}; {@link #NO_ADAPTER} for none
 * @param modelPrint fingerprint of the model's files
 * @param adapterPrint fingerprint of the adapter's files; empty for none
 */
public record EvaluatedModel(String model, String adapter, String modelPrint, String adapterPrint) {

  /** Name in the adapter's place where there is none. */
  public static final String NO_ADAPTER = "base";

  public EvaluatedModel {
    model = fileName(model);
    adapter = fileName(adapter);
  }

  /**
   * Names a model by the last part of its reference and an adapter by its method.
   *
   * @param attached the adapter, or null for none
   * @param folder where the adapter comes from, or null for none
   */
  public static EvaluatedModel of(
      LoadedModel loaded, @Nullable AttachedAdapter attached, @Nullable Path folder) {
    return new EvaluatedModel(
        lastPart(loaded.reference()),
        attached == null ? NO_ADAPTER : name(attached.config().method()),
        print(loaded),
        folder == null ? "" : WeightFiles.fingerprint(Adapters.locate(folder)));
  }

  /** The files, and in how many bits they are kept where that changes the numbers. */
  private static String print(LoadedModel loaded) {
    Quantisation quantisation = loaded.transformer().quantisation();
    String files = WeightFiles.fingerprint(loaded.location());
    return quantisation == Quantisation.NONE ? files : files + " as " + quantisation;
  }

  /** The same with other names. */
  public EvaluatedModel named(String newModel, String newAdapter) {
    return new EvaluatedModel(newModel, newAdapter, modelPrint, adapterPrint);
  }

  private static String name(Method method) {
    return switch (method) {
      case LORA -> "LoRA";
      case DORA -> "DoRA";
      case MAGNITUDE -> "magnitude";
      case VERA -> "VeRA";
      case DVORA -> "DVoRA";
    };
  }

  private static String lastPart(String reference) {
    String trimmed = reference.replaceAll("[/\\\\]+$", "");
    String last =
        trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
    return last.replaceAll("\\.gguf$", "");
  }

  private static String fileName(String name) {
    String safe = name.replaceAll("[^\\p{Alnum}._+-]+", "_");
    return safe.isEmpty() ? "model" : safe;
  }
}
