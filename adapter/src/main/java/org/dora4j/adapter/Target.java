package org.dora4j.adapter;

/**
 * A module with a low-rank update.
 *
 * @param module its path
 * @param rank r
 * @param scaling s = α/r, or α/√r with rsLoRA, from the module's own α and r
 */
record Target(ModuleTree.Module module, int rank, double scaling) {

  String name() {
    return module.name();
  }
}
