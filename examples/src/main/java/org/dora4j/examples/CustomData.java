package org.dora4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.train.FineTune;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainFinish;

/** Fine-tunes on examples written here. Arguments: model, folder to write. */
public final class CustomData {
  private CustomData() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[1]).resolve("data.jsonl");
    Files.createDirectories(data.getParent());
    Files.write(
        data,
        List.of(
            "{\"prompt\": \"What colour is the boat?\", \"completion\": \" The boat is yellow.\"}",
            "{\"prompt\": \"Who owns the boat?\", \"completion\": \" Clara owns the boat.\"}"));
    TrainConfig config =
        TrainConfig.builder()
            .model(args[0])
            .data(data)
            .output(Path.of(args[1]).resolve("run"))
            .method(Method.LORA)
            .batch(2, 1)
            .steps(40)
            .learningRate(2e-3)
            .build();
    TrainFinish finish = FineTune.of(config).run();
    System.out.printf("loss %.4f, adapter in %s%n", finish.loss(), finish.result());
  }
}
