package org.dora4j.train;

import java.nio.file.Path;
import java.util.Optional;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.WeightForm;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.ReadAhead;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.torch.Cuda;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Natives;
import org.dora4j.torch.fused.TrainingKernels;
import org.dora4j.train.config.AdapterSettings;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.Timeline;

/**
 * A run's model and data, opened side by side: files are read from the disk while libtorch starts,
 * examples are tokenised and a GPU is made ready while weights are loaded. Weights bound the time;
 * data that cannot be used end it early.
 *
 * @param config with the device and type that it comes to on this machine
 * @param model with its tokenizer
 * @param data with what there is to say about it and the model
 */
record Opening(TrainConfig config, LoadedModel model, TrainingData data) implements AutoCloseable {

  /** Tokenizer and examples, which need no libtorch. */
  private record Texts(Tokenizer tokenizer, TrainingData data) {}

  /**
   * Opens both.
   *
   * @throws IllegalArgumentException if a GPU is asked for that is not there
   * @throws org.dora4j.model.file.ModelFileException if the model cannot be used
   * @throws org.dora4j.data.DataException if the data or the tokenizer cannot be used
   */
  static Opening begin(TrainConfig config, HubProgress progress, Timeline timeline) {
    Natives.loadAhead();
    // What is read early must still be there when it is asked for.
    long most = Memory.availableBytes() / 2;
    try (ReadAhead ahead = ReadAhead.of(Path.of(config.model()), most)) {
      TrainConfig resolved = timeline.phase("libtorch", () -> resolved(config));
      Background<?> gpu = startGpu(resolved, timeline);
      try (ModelFiles files = Checkpoint.open(config.model(), progress)) {
        Background<Texts> texts =
            Background.start("dora4j-data", () -> texts(files, resolved, timeline));
        ahead.close();
        return opened(resolved, files, texts, gpu, timeline);
      } catch (RuntimeException | Error e) {
        gpu.close();
        throw e;
      }
    }
  }

  private static TrainConfig resolved(TrainConfig config) {
    Natives.load();
    return config.with(config.compute().resolved());
  }

  private static Background<?> startGpu(TrainConfig resolved, Timeline timeline) {
    Device device = resolved.compute().resolvedDevice();
    DType dtype = resolved.compute().resolvedDtype(device);
    AdapterSettings adapter = resolved.adapter();
    int rank = adapter.method().isAdapter() ? adapter.rank() : 0;
    int bits = resolved.compute().baseBits();
    return Background.start(
        "dora4j-gpu",
        () -> {
          if (device.cuda()) {
            timeline.phase("gpu, cuBLAS", () -> Cuda.warmUp(device, dtype));
            timeline.phase(
                "kernels",
                () -> TrainingKernels.compile(dtype, rank, adapter.dropout() > 0, bits, device));
          }
          return device;
        });
  }

  private static Texts texts(ModelFiles files, TrainConfig config, Timeline timeline) {
    Tokenizer tokenizer = timeline.phase("tokenizer", () -> LoadedModel.openTokenizer(files));
    try {
      TrainingData data =
          timeline.phase(
              "examples",
              () -> {
                TrainingData read =
                    TrainingData.load(config.data(), tokenizer, config.optimiser().seed());
                return read.withWarnings(read.fitTo(files.config()));
              });
      return new Texts(tokenizer, data);
    } catch (RuntimeException | Error e) {
      tokenizer.close();
      throw e;
    }
  }

  private static Opening opened(
      TrainConfig config,
      ModelFiles files,
      Background<Texts> texts,
      Background<?> gpu,
      Timeline timeline) {
    WeightForm form = config.compute().form(config.compute().resolvedDevice());
    Optional<Transformer> weights = Optional.empty();
    try {
      weights =
          Optional.of(
              timeline.phase(
                  "weights", () -> TransformerLoader.load(files, form, texts::requireNoFailure)));
      Texts read = timeline.phase("waiting for examples", texts::join);
      timeline.phase("waiting for the gpu", gpu::close);
      LoadedModel model =
          new LoadedModel(
              config.model(), files.location(), weights.get(), Optional.of(read.tokenizer()));
      return new Opening(config, model, read.data());
    } catch (RuntimeException | Error e) {
      weights.ifPresent(Transformer::close);
      release(texts);
      throw e;
    }
  }

  private static void release(Background<Texts> texts) {
    try {
      texts.join().tokenizer().close();
    } catch (RuntimeException | Error e) {
      // What failed has closed its tokenizer, and is or follows what the caller throws.
      return;
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
