package org.dora4j.adapter;

/** Whether a {@link ModuleSelection} takes a module, leaving aside excludes and layers. */
final class Matching {

  private Matching() {}

  static boolean matches(ModuleSelection selection, ModuleTree.Module module) {
    if (selection instanceof ModuleSelection.Names names) {
      return names.names().stream().anyMatch(name -> matches(name, module.name()));
    }
    if (selection instanceof ModuleSelection.Regex regex) {
      return PythonRegex.compile(regex.expression()).matcher(module.name()).matches();
    }
    return module.kind() == ModuleTree.Kind.LINEAR && !module.name().equals(ModuleTree.HEAD);
  }

  /** Whether a path is the name or ends with "." and the name. */
  static boolean matches(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }
}
