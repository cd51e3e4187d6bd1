package org.dora4j.torch.fused;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** A constant tensor, made once for each device that asks for it and kept. */
final class DeviceTable {
  private final Supplier<Tensor> source;
  private final Map<Device, Tensor> made = new ConcurrentHashMap<>();

  /**
   * @param source makes it on the CPU
   */
  DeviceTable(Supplier<Tensor> source) {
    this.source = source;
  }

  Tensor on(Device device) {
    return made.computeIfAbsent(device, this::make);
  }

  private Tensor make(Device device) {
    try (Scope scope = Scope.open()) {
      return source.get().to(device).retain();
    }
  }
}
