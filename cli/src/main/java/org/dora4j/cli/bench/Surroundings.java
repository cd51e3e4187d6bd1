package org.dora4j.cli.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.dora4j.torch.CpuInfo;
import org.dora4j.torch.Cuda;
import org.dora4j.torch.Device;
import org.dora4j.torch.Natives;
import org.dora4j.torch.NvidiaDriver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a reader needs to compare one measurement with another: settings, versions, hardware. */
final class Surroundings {
  private Surroundings() {}

  /** Every option of a command with its value, under its name without dashes. */
  static Map<String, Object> settings(CommandSpec command) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      boolean setting = !option.inherited() && !option.usageHelp() && !option.versionHelp();
      @Nullable Object value = setting ? option.getValue() : null;
      if (value != null) {
        settings.put(key(option), plain(value));
      }
    }
    return settings;
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "").replace('-', '_');
  }

  private static Object plain(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return value instanceof Object[] array
        ? Arrays.stream(array).map(String::valueOf).collect(Collectors.joining(","))
        : value.toString();
  }

  /** Versions of what computes. */
  static Map<String, Object> versions(Device device) {
    Map<String, Object> versions = new LinkedHashMap<>();
    @Nullable String own = Surroundings.class.getPackage().getImplementationVersion();
    versions.put("dora4j", own == null ? "from classes" : own);
    versions.put("libtorch", Natives.version());
    versions.put("java", Runtime.version().toString());
    if (device.cuda()) {
      NvidiaDriver.find().ifPresent(driver -> versions.put("driver", driver.version()));
    }
    return versions;
  }

  /** The GPU, or the CPU with the number of its threads in use. */
  static String hardware(Device device) {
    return device.cuda()
        ? Cuda.name(device.index())
        : String.format(Locale.ROOT, "%s, %d CPU threads", CpuInfo.model(), Natives.cpuThreads());
  }
}
