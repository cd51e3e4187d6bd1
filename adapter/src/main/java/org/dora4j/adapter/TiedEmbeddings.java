package org.dora4j.adapter;

import java.util.List;

/**
 * What adapters do to a head that shares the embedding's weight, which is what PEFT does, said
 * aloud:
 *
 * <ul>
 *   <li>embed_tokens or lm_head as a target: the other keeps the base weight, but a merge writes
 *       into the shared weight and so changes both;
 *   <li>one of them in modules_to_save: the two come apart, and a merged model has a head of its
 *       own;
 *   <li>with ensure_weight_tying they stay one, trained as one copy and saved under both names.
 * </ul>
 */
record TiedEmbeddings(ModuleTree tree, AdapterConfig config) {

  void check(
      List<ModuleTree.Module> adapted, List<ModuleTree.Module> saved, List<String> warnings) {
    if (!tree.tiedHead()) {
      return;
    }
    List<String> targets = names(adapted);
    List<String> copies = names(saved);
    if (!targets.isEmpty() && (config.ensureWeightTying() || !copies.isEmpty())) {
      throw new IllegalArgumentException(
          "Embedding and head share one weight in this model, so %s cannot be a target together with modules_to_save of the other or ensure_weight_tying; choose one of them."
              .formatted(targets.get(0)));
    }
    if (!targets.isEmpty()) {
      warnings.add(
          "Embedding and head share one weight in this model: the adapter changes %s only, but merging it changes both, as in PEFT, so the merged model differs."
              .formatted(String.join(" and ", targets)));
    }
    if (copies.size() == 1 && !config.ensureWeightTying()) {
      warnings.add(
          "Training %s in full parts embedding and head, which share one weight in this model; set ensure_weight_tying to keep them one."
              .formatted(copies.get(0)));
    }
  }

  private static List<String> names(List<ModuleTree.Module> modules) {
    return modules.stream()
        .map(ModuleTree.Module::name)
        .filter(Targets::isEmbeddingOrHead)
        .toList();
  }
}
