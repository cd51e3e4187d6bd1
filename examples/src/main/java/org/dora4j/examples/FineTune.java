package org.dora4j.examples;

import java.nio.file.Path;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.ProgressLine;
import org.dora4j.train.event.TrainFinish;

/** Fine-tunes a model with DoRA. Arguments: model, file of examples, folder to write. */
public final class FineTune {
  private FineTune() {}

  /** Runs the example. */
  public static void main(String[] args) {
    TrainConfig config =
        TrainConfig.builder()
            .model(args[0])
            .data(Path.of(args[1]))
            .output(Path.of(args[2]))
            .method(Method.DORA)
            .rank(8)
            .learningRate(1e-3)
            .steps(20)
            .build();
    TrainFinish finish =
        org.dora4j.train.FineTune.of(config).run(ProgressLine.plain(System.out, 10));
    System.out.printf("loss %.4f, adapter in %s%n", finish.loss(), finish.result());
  }
}
