package org.dora4j.adapter;

import java.util.List;

/** Names modules of a model, with PEFT's meaning. */
// Without default methods, initialising a record does not initialise this interface: no deadlock.
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface ModuleSelection {

  /** Nothing. */
  ModuleSelection NONE = new Names(List.of());

  /** Every linear layer except the head. */
  ModuleSelection ALL_LINEAR = new AllLinear();

  /** PEFT's word for {@link #ALL_LINEAR}. */
  String ALL_LINEAR_WORD = "all-linear";

  /** Modules whose path is one of the names or ends with "." and the name. */
  static ModuleSelection names(String... names) {
    return new Names(List.of(names));
  }

  /** Modules whose whole path matches a regular expression in Python's syntax. */
  static ModuleSelection regex(String expression) {
    return expression.equalsIgnoreCase(ALL_LINEAR_WORD) ? ALL_LINEAR : new Regex(expression);
  }

  /** Whether nothing is named. */
  boolean isEmpty();

  /**
   * @param names paths or suffixes of paths at a dot
   */
  record Names(List<String> names) implements ModuleSelection {
    public Names {
      names = List.copyOf(names);
    }

    @Override
    public boolean isEmpty() {
      return names.isEmpty();
    }
  }

  /**
   * @param expression in Python's syntax
   */
  record Regex(String expression) implements ModuleSelection {
    @Override
    public boolean isEmpty() {
      return false;
    }
  }

  /** See {@link #ALL_LINEAR}. */
  record AllLinear() implements ModuleSelection {
    @Override
    public boolean isEmpty() {
      return false;
    }
  }
}
