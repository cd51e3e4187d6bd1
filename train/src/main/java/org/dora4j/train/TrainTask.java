package org.dora4j.train;

import org.dora4j.data.Batches;
import org.dora4j.data.ExampleOrder;
import org.dora4j.data.PadSide;
import org.dora4j.model.Transformer;
import org.dora4j.train.config.OptimiserSettings;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.optim.GroupOptions;

/**
 * What a {@link Trainer} is given.
 *
 * @param model whose loss is brought down
 * @param trainable what of it changes
 * @param data examples
 * @param config optimiser, cadences and all the rest
 */
public record TrainTask(
    Transformer model, Trainable trainable, TrainingData data, TrainConfig config) {

  /** The endless sequence of micro-batches that the settings ask for. */
  Batches batches() {
    ExampleOrder order = config.data().exampleOrder(config.optimiser().seed());
    return new Batches(data.examples(), config.optimiser().batchSize(), order, PadSide.RIGHT, 0, 1);
  }

  /** The group that a parameter belongs to by its name. */
  GroupOptions groupOf(String name) {
    OptimiserSettings settings = config.optimiser();
    boolean own = settings.magnitudeLearningRate().isPresent() && trainable.isMagnitude(name);
    boolean decays = settings.noDecay().stream().noneMatch(name::contains);
    return new GroupOptions(
        (own ? "magnitude" : "default") + (decays ? "" : "_without_decay"),
        own ? settings.magnitudeLearningRate().getAsDouble() : settings.learningRate(),
        decays ? settings.weightDecay() : 0);
  }
}
