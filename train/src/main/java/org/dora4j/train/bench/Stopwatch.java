package org.dora4j.train.bench;

import org.dora4j.torch.Cuda;
import org.dora4j.torch.Device;

/** Times work on a device: each reading waits until the device has done all that was queued. */
final class Stopwatch {
  private final Device device;
  private long began;

  private Stopwatch(Device device) {
    this.device = device;
  }

  /** Starts once the device is idle. */
  static Stopwatch start(Device device) {
    Stopwatch watch = new Stopwatch(device);
    watch.await();
    watch.began = System.nanoTime();
    return watch;
  }

  /** Seconds since the start or the last call, whichever is later. */
  double lap() {
    await();
    long now = System.nanoTime();
    double seconds = (now - began) / 1e9;
    began = now;
    return seconds;
  }

  private void await() {
    if (device.cuda()) {
      Cuda.synchronize();
    }
  }
}
