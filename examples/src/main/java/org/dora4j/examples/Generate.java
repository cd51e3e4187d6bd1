package org.dora4j.examples;

import java.nio.file.Path;
import java.util.Set;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;

/** Lets a model continue a text, without and with an adapter. Arguments: model, adapter, text. */
public final class Generate {
  private Generate() {}

  /** Runs the example. */
  public static void main(String[] args) {
    try (LoadedModel model = LoadedModel.open(args[0], DType.F32, Device.CPU);
        AttachedAdapter adapter = AttachedAdapter.load(model.transformer(), Path.of(args[1]))) {
      Generator generator =
          new Generator(model.transformer(), Set.copyOf(model.transformer().config().eosIds()));
      int[] prompt = model.tokenizer().encode(args[2]);
      int[] adapted = generator.generate(prompt, 24, Sampling.GREEDY, token -> {});
      adapter.disable();
      int[] plain = generator.generate(prompt, 24, Sampling.GREEDY, token -> {});
      System.out.println("without: " + model.tokenizer().decode(plain));
      System.out.println("with:    " + model.tokenizer().decode(adapted));
    }
  }
}
