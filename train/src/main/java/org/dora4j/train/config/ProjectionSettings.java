package org.dora4j.train.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The random matrices that VeRA and DVoRA share; keys as in PEFT.
 *
 * @param key {@code projection_prng_key} of A and B, default 0; independent of the run's seed, so
 *     that adapters of several runs can share them
 * @param saved {@code save_projection}: whether the adapter's file holds A and B, default true
 * @param initialD {@code d_initial}: first value of d, default 0.1
 */
public record ProjectionSettings(long key, boolean saved, double initialD) {

  /** PEFT's default rank of VeRA. */
  public static final int RANK = 256;

  private static final String KEY = "projection_prng_key";
  private static final String SAVED = "save_projection";
  private static final String INITIAL_D = "d_initial";
  private static final List<String> OWN = List.of(KEY, SAVED, INITIAL_D);

  /** Settings of A and B of a layer's own, which such adapters do not have. */
  private static final List<String> FOREIGN =
      List.of(
          "alpha",
          "rslora",
          "rank_pattern",
          "alpha_pattern",
          "magnitude_targets",
          "lora_bias",
          "init",
          "ensure_weight_tying");

  /**
   * Settings without those that have no meaning for their method, for whoever gives several methods
   * the same settings.
   */
  public static Map<String, Object> fitting(Map<String, ?> settings) {
    Map<String, Object> fitting = new LinkedHashMap<>(settings);
    String method = String.valueOf(settings.get("method")).toLowerCase(Locale.ROOT);
    boolean shares = method.equals("vera") || method.equals("dvora");
    fitting.keySet().removeAll(shares ? FOREIGN : OWN);
    if (method.equals("full")) {
      fitting.keySet().removeAll(ComputeSettings.FROZEN);
    }
    return fitting;
  }

  /** Reads them, and notes settings that do not go with the method. */
  static ProjectionSettings from(Settings settings, Method method) {
    String name = Settings.name(method);
    if (method.sharesProjection()) {
      FOREIGN.stream()
          .filter(settings::has)
          .forEach(
              key ->
                  settings.reject(
                      key, "has no meaning for the method %s; leave it out".formatted(name)));
    } else {
      OWN.stream()
          .filter(settings::has)
          .forEach(
              key ->
                  settings.reject(key, "works with the methods vera and dvora only, not " + name));
    }
    return new ProjectionSettings(
        settings.longInteger(KEY, 0), settings.flag(SAVED, true), settings.number(INITIAL_D, 0.1));
  }

  void write(Map<String, Object> out) {
    out.put(KEY, key);
    out.put(SAVED, saved);
    out.put(INITIAL_D, initialD);
  }
}
