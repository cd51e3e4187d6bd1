package org.dora4j.cli.train;

/**
 * A setting of a training run as a command-line option; its name is the key with hyphens.
 *
 * @param key of the setting
 * @param label of the value; empty for an option without one
 * @param byDefault what holds when the option is not given; empty where {@code text} says it
 * @param text what it does
 */
record TrainOption(String key, String label, String byDefault, String text) {

  /** An option with a value, whose default is that of the setting. */
  static TrainOption value(String key, String label, String text) {
    return new TrainOption(key, label, SettingDefaults.of(key), text);
  }

  /**
   * An option without a value: {@code --key} if the setting is off by default, else {@code
   * --no-key}.
   */
  static TrainOption flag(String key, String text) {
    return new TrainOption(key, "", SettingDefaults.of(key), text);
  }

  boolean isFlag() {
    return label.isEmpty();
  }

  /** Whether a flag is on unless it is switched off. */
  boolean onByDefault() {
    return isFlag() && byDefault.equals("true");
  }

  /** {@code --batch-size} for {@code batch_size}. */
  String name() {
    return "--" + key.replace('_', '-');
  }

  /** Switches a flag off. */
  String negatedName() {
    return "--no-" + key.replace('_', '-');
  }

  /** What the help says. */
  String description() {
    return isFlag() || byDefault.isEmpty()
        ? text
        : text.replaceFirst("\\.$", "") + " (default: " + byDefault + ").";
  }
}
