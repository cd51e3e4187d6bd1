package org.dora4j.train.bench;

import java.util.OptionalDouble;

/**
 * What a loading benchmark measured.
 *
 * @param seconds from opening the files to weights on the device
 * @param fileBytes of the files with weights
 * @param deviceBytes of the weights on the device
 * @param diskRate bytes per second of plainly reading the same files
 * @param hostToDeviceRate bytes per second from pinned memory to the GPU; empty on a CPU
 * @param cold whether files were asked out of the system's cache before each reading
 */
public record LoadResult(
    double seconds,
    long fileBytes,
    long deviceBytes,
    double diskRate,
    OptionalDouble hostToDeviceRate,
    boolean cold) {

  /** Bytes of files loaded per second. */
  public double rate() {
    return fileBytes / seconds;
  }

  /** Seconds that the slower of disk and transfer takes; loading can overlap the two. */
  public double limitSeconds() {
    double transfer =
        hostToDeviceRate.isPresent() ? deviceBytes / hostToDeviceRate.getAsDouble() : 0;
    return Math.max(fileBytes / diskRate, transfer);
  }

  /** How many times the limit loading takes; 1 is perfect. */
  public double timesLimit() {
    return seconds / limitSeconds();
  }
}
