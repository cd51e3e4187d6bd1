package org.dora4j.adapter;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dora4j.model.file.ModelFileException;

/**
 * Adapters that fsdp_qlora's {@code bnb_dora} training saved: a model_state_dict.safetensors
 * without options. Its DoRA has no α (the update is not scaled), so rank and targets are all there
 * is to know.
 */
final class FsdpQlora {

  static final String WEIGHTS = "model_state_dict.safetensors";

  private FsdpQlora() {}

  /**
   * The options that the tensors imply.
   *
   * @throws ModelFileException if the tensors are not such an adapter
   */
  static AdapterConfig config(Path folder, AdapterTensors tensors) {
    if (!tensors.file().endsWith(WEIGHTS)) {
      throw new ModelFileException(
          "%s has no %s, which says how its tensors are to be used."
              .formatted(folder, AdapterFolder.CONFIG));
    }
    String suffix = "." + PeftKeys.A;
    List<String> keys = tensors.keys().stream().filter(key -> key.endsWith(suffix)).toList();
    Set<Long> ranks = keys.stream().map(key -> tensors.shape(key)[0]).collect(Collectors.toSet());
    if (ranks.size() != 1) {
      throw new ModelFileException(
          "%s is no DoRA adapter of fsdp_qlora: it holds %d lora_A tensors of %d different ranks."
              .formatted(tensors.file(), keys.size(), ranks.size()));
    }
    int rank = Math.toIntExact(ranks.iterator().next());
    return AdapterConfig.builder(Method.DORA)
        .rank(rank)
        .alpha(rank)
        .targets(new ModuleSelection.Names(keys.stream().map(FsdpQlora::module).toList()))
        .build();
  }

  private static String module(String key) {
    return key.substring(PeftKeys.PREFIX.length(), key.length() - PeftKeys.A.length() - 1);
  }
}
