package org.dora4j.train.config;

/**
 * One thing that is wrong with a setting.
 *
 * @param key of the setting
 * @param text what is wrong and what would be right, to be read after the key
 */
public record Problem(String key, String text) {
  @Override
  public String toString() {
    return key + " " + text;
  }
}
