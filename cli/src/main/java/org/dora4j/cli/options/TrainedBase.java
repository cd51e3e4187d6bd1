package org.dora4j.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.dora4j.model.Quantisation;
import org.dora4j.train.config.ComputeSettings;
import org.dora4j.train.config.ConfigException;
import org.dora4j.train.config.ConfigFile;

/** The base that an adapter was trained on, as far as its run says. */
public final class TrainedBase {
  private static final String CONFIG = "config.yaml";

  private TrainedBase() {}

  /** What to tell whoever puts an adapter on a base in other bits than it was trained on. */
  public static Optional<String> warning(Path adapter, Quantisation now) {
    return of(adapter)
        .filter(then -> then.quantisation() != now)
        .map(
            then ->
                "The adapter was trained on a base of %d bits%s; %s to put it on the same numbers."
                    .formatted(
                        then.baseBits(),
                        then.quantisation() == Quantisation.NF4 ? " with scales in fp32" : "",
                        advice(then)));
  }

  private static String advice(ComputeSettings then) {
    return then.baseOptions().isEmpty()
        ? "leave --base-bits out"
        : "take " + String.join(" ", then.baseOptions());
  }

  private static Optional<ComputeSettings> of(Path adapter) {
    Path folder = adapter.toAbsolutePath().normalize();
    return Stream.of(folder, folder.resolve(".."), folder.resolve("../.."))
        .map(place -> place.normalize().resolve(CONFIG))
        .filter(Files::isRegularFile)
        .findFirst()
        .flatMap(TrainedBase::read);
  }

  private static Optional<ComputeSettings> read(Path config) {
    try {
      return Optional.of(ConfigFile.read(config).compute());
    } catch (ConfigException e) {
      // Somebody else's file of that name.
      return Optional.empty();
    }
  }
}
