package org.dora4j.cli.options;

import java.nio.file.Path;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.WeightForm;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model to open, with or without an adapter, and what to compute in. */
public final class ModelOptions extends BaseOptions {
  private static final String AUTO = "auto";

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description =
          "Folder in Hugging Face layout or in Meta's, GGUF file, name on the Hub (org/model), or embedded.")
  private String model = "";

  @Option(
      names = {"-a", "--adapter"},
      paramLabel = "DIR",
      description = "Adapter to put on the model: one of dora4j's, PEFT's or the paper's code.")
  private @Nullable Path adapter;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = AUTO,
      description = "cpu, cuda, cuda:N, or auto for a GPU where there is one (default: auto).")
  private String device = AUTO;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "fp32, bf16, fp16 or fp64 (default: bf16 on a GPU, fp32 on a CPU).")
  private @Nullable String dtype;

  /** The reference of the model as the user gave it. */
  public String model() {
    return model;
  }

  /** Folder of the adapter, if one is asked for. */
  public @Nullable Path adapter() {
    return adapter;
  }

  /** The device asked for. */
  public Device device() {
    return Device.parse(device);
  }

  /** The type asked for, or {@code whenNotAsked}. */
  public DType dtype(DType whenNotAsked) {
    return dtype == null ? whenNotAsked : DeviceOptions.floating(dtype);
  }

  /** Opens the model in the type that suits the device, and puts the adapter on it. */
  public OpenModel open(Terminal terminal) {
    Device on = device();
    return open(terminal, dtype(on.cuda() ? DType.BF16 : DType.F32));
  }

  /** Opens the model in the given type, and puts the adapter on it. */
  public OpenModel open(Terminal terminal, DType type) {
    WeightForm form = new WeightForm(type, device(), quantisation());
    return OpenModel.open(ModelReference.resolve(model), adapter, form, terminal);
  }
}
