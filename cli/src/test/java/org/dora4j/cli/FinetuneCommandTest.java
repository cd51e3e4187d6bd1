package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.train.LoadedModel;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.run.Checkpoints;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** commonsense finetune and cornell finetune: the published scripts' arguments. */
class FinetuneCommandTest {
  @TempDir private static Path shared;
  private static String model = "";
  private static String data = "";

  @TempDir private Path temp;
  private String output = "";

  @BeforeAll
  static void createModelAndData() throws IOException {
    model = TinyModel.create(shared.resolve("model"), "models/gqa").toString();
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      records.append(
          "{\"instruction\": \"Is it %d?\", \"input\": \"\", \"output\": \"the correct answer is true\", \"answer\": \"true\"}\n"
              .formatted(i));
    }
    data = Files.writeString(shared.resolve("train.json"), records).toString();
  }

  @BeforeEach
  void nameOutput() {
    output = temp.resolve("run").toString();
  }

  private CommandRun finetune(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "commonsense",
                "finetune",
                "--base_model",
                model,
                "--data_path",
                data,
                "--output_dir",
                output,
                "--device",
                "cpu",
                "--cutoff_len",
                "64",
                "--val_set_size",
                "2",
                "--batch_size",
                "4",
                "--num_epochs",
                "1",
                "--eval_step",
                "2",
                "--save_step",
                "2"));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private TrainConfig config() {
    return ConfigFile.read(Path.of(output, "config.yaml"));
  }

  @Test
  void thePublishedCommandLineTrainsAsItsScriptDoes() {
    CommandRun run =
        finetune(
            "--micro_batch_size=2",
            "--learning-rate",
            "1e-4",
            "--adapter_name",
            "dora",
            "--target_modules",
            "[\"q_proj\", \"k_proj\"]",
            "--Wdecompose_target_modules",
            "['o_proj']",
            "--lora_r",
            "4",
            "--lora_alpha",
            "8",
            "--use_gradient_checkpointing",
            "--dora_simple",
            "False");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo(Path.of(output, "adapter").toString());
    TrainConfig config = config();
    assertThat(config.adapter().method()).isEqualTo(Method.DORA);
    assertThat(config.adapter().targets()).containsExactly("q_proj", "k_proj");
    assertThat(config.adapter().magnitudeTargets()).containsExactly("o_proj");
    assertThat(config.adapter().rank()).isEqualTo(4);
    assertThat(config.adapter().norm()).isEqualTo("full");
    assertThat(config.adapter().dropout()).isEqualTo(0.05);
    assertThat(config.optimiser().batchSize()).isEqualTo(2);
    assertThat(config.optimiser().accumulation()).isEqualTo(2);
    assertThat(config.optimiser().learningRate()).isEqualTo(1e-4);
    assertThat(config.optimiser().warmupSteps()).hasValue(100);
    assertThat(config.data().trainOnInputs()).isTrue();
    assertThat(config.data().validationSeed()).hasValue(42);
    assertThat(config.compute().recompute()).isTrue();
    assertThat(config.run().keepBest()).isTrue();
    assertThat(config.run().keep()).isEqualTo(3);
  }

  @Test
  void everyArgumentIsEchoedWithItsDefaultAndTheParametersAreCounted() {
    String defaults =
        """
        adapter_name: lora|load_8bit: False|micro_batch_size: 4|learning_rate: 3e-4
        weight_decay: 0.0|use_gradient_checkpointing: False|lora_r: 8|lora_alpha: 16
        lora_dropout: 0.05|lora_target_modules: None|target_modules: None|dora_simple: True
        Wdecompose_target_modules: None|bottleneck_size: 256|non_linearity: tanh
        adapter_dropout: 0.0|use_parallel_adapter: False|use_adapterp: False|scaling: 1.0
        num_virtual_tokens: 30|train_on_inputs: True|group_by_length: False|wandb_project:\s
        wandb_run_name: |wandb_watch: |wandb_log_model: |resume_from_checkpoint: None
        """;
    CommandRun run = finetune();
    assertThat(run.err().lines())
        .contains(defaults.split("[|\n]"))
        .contains("base_model: " + model, "data_path: " + data, "output_dir: " + output)
        .contains("batch_size: 4", "num_epochs: 1", "cutoff_len: 64", "val_set_size: 2")
        .contains("eval_step: 2", "save_step: 2");
    assertThat(run.err()).containsPattern("trainable params: [\\d,]+ \\|\\| all params: ");
    assertThat(config().adapter().targets()).containsExactly("q_proj", "v_proj");
  }

  @Test
  void anEightBitBaseIsKeptInEightBits() {
    CommandRun run = finetune("--load_8bit", "True");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(config().compute().baseBits()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--adapter_name bottleneck | --adapter_name bottleneck is not supported: dora4j trains lora and dora",
        "--adapter_name dorra      | did you mean dora?",
        "--adapter_name dora --load_8bit | --load_8bit does not go with dora",
        "--group_by_length         | --group_by_length is not supported",
        "--Wdecompose_target_modules o_proj | goes with --adapter_name dora only",
        "--micro_batch_size 8      | --batch_size 4 must be at least --micro_batch_size 8",
        "--micro_batch_size 0      | and that at least 1",
        "--lora_r four             | --lora_r must be a whole number but is 'four'",
        "--train_on_inputs yes     | --train_on_inputs must be True or False but is 'yes'",
        "--target_modules [q_proj  | --target_modules must be a list of names",
        "--data_path nobody/data   | --data_path: there is no file nobody/data; data sets on the Hub",
        "--lora_rank 8             | There is no option '--lora_rank'",
        "--resume_from_checkpoint nowhere | there is no folder nowhere",
      })
  void whatIsNotSupportedIsToldInASentence(String arguments, String sentence) {
    CommandRun run = finetune(arguments.strip().split(" "));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(sentence);
    assertThat(Path.of(output)).doesNotExist();
  }

  @Test
  void anArgumentThatIsNotReadIsWarnedOf() {
    CommandRun run = finetune("--lora_target_modules", "[\"o_proj\"]");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("lora_target_modules is not read");
    assertThat(config().adapter().targets()).containsExactly("q_proj", "v_proj");
  }

  @Test
  void theBaseModelMustBeNamed() {
    CommandRun run = CommandRun.of("commonsense", "finetune", "--data_path", data);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--base_model is missing");
  }

  @Test
  void aCheckpointOfTheRunContinuesItInFull() throws IOException {
    finetune();
    FolderDeletion.delete(Path.of(output, "adapter"));
    Path latest = new Checkpoints(Path.of(output, "checkpoints"), 3).latest().orElseThrow();
    CommandRun run = finetune("--resume_from_checkpoint", latest.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("continuing in full", "continuing after step ");
  }

  @Test
  void anAdapterGivesANewRunItsWeightsOnly() {
    finetune();
    String adapter = Path.of(output, "adapter").toString();
    output = temp.resolve("more").toString();
    CommandRun run = finetune("--resume_from_checkpoint", adapter);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("step and optimiser begin anew", "step 1/3");
    assertThat(config().adapter().adapter()).isEqualTo(Path.of(adapter));
  }

  @Test
  void anotherRunsCheckpointDoesNotContinueThisOne() {
    finetune();
    String checkpoint = Path.of(output, "checkpoints/step-000002").toString();
    output = temp.resolve("more").toString();
    CommandRun run = finetune("--resume_from_checkpoint", checkpoint);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("holds no checkpoint; name the run's own folder there");
  }

  private CommandRun cornell() {
    String numbers =
        "--cutoff_len 64 --val_set_size 2 --num_epochs 10 --eval_step 5 --save_step 5 --batch_size 5 --micro_batch_size 5 --learning_rate 1e-2";
    List<String> args = new ArrayList<>(List.of("cornell", "finetune", output, "dora", data));
    args.addAll(List.of("--base_model", model, "--device", "cpu"));
    args.addAll(List.of(numbers.split(" ")));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** The replication's own code saves no magnitudes, and reloads them as those of the base. */
  @Test
  void cornellsThreeArgumentsTrainAndTheMagnitudesAreSaved() {
    CommandRun run = cornell();
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(config().adapter().rank()).isEqualTo(32);
    assertThat(config().adapter().alpha()).isEqualTo(64);
    Path folder = Path.of(output, "adapter");
    String module = "model.layers.0.self_attn.q_proj";
    String key = "base_model.model." + module + ".lora_magnitude_vector";
    try (Scope scope = Scope.open();
        LoadedModel loaded = LoadedModel.open(model, DType.F32, Device.CPU);
        AttachedAdapter adapter = AttachedAdapter.load(loaded.transformer(), folder);
        SafeTensors saved = SafeTensors.open(folder.resolve("adapter_model.safetensors"))) {
      float[] magnitude = saved.tensor(key).toFloats();
      assertThat(magnitude(adapter, module)).isEqualTo(magnitude);
      float[] base = rowNorms(loaded, module);
      assertThat(magnitude).hasSameSizeAs(base).isNotEqualTo(base);
    }
  }

  private static float[] magnitude(AttachedAdapter adapter, String module) {
    return adapter.parameters().entrySet().stream()
        .filter(each -> each.getKey().contains(module + ".lora_magnitude_vector"))
        .findFirst()
        .orElseThrow()
        .getValue()
        .value()
        .toFloats();
  }

  private static float[] rowNorms(LoadedModel loaded, String module) {
    var weight = loaded.transformer().parameters().get(module + ".weight").value();
    int rows = (int) weight.shape()[0];
    float[] values = weight.toFloats();
    float[] norms = new float[rows];
    int columns = values.length / rows;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        sum += (double) values[i] * values[i];
      }
      norms[row] = (float) Math.sqrt(sum);
    }
    return norms;
  }

  @Test
  void cornellsPresetsAreItsScripts() {
    CommandRun help = CommandRun.of("cornell", "finetune", "--help");
    assertThat(help.out())
        .contains("yahma/llama-7b-hf", "OUT lora|dora TRAIN.json", "(default: 2e-4)");
  }
}
