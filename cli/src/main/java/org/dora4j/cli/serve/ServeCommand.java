package org.dora4j.cli.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.dora4j.cli.options.BaseOptions;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.options.TrainedBase;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.WeightForm;
import org.dora4j.serve.ModelServer;
import org.dora4j.serve.ServedModel;
import org.dora4j.serve.ServerOptions;
import org.dora4j.train.LoadedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a model over HTTP until it is stopped. */
@Command(
    name = "serve",
    header = "Serve a model and its adapters over HTTP, with a page to try them.",
    description =
        "Answers OpenAI's /v1/completions and /v1/chat/completions, and /generate as the demo of LLM-Adapters does; / is a page with the demo's controls. The field model of a request chooses an adapter. Texts are written one after another. Ctrl-C ends the command.",
    footer = {
      "  # then open http://127.0.0.1:8080",
      "  dora4j serve --model M --adapter run/adapter",
      "  # several adapters, chosen by name in each request",
      "  dora4j serve --model M --adapter dora=run1/adapter --adapter lora=run2/adapter",
      "  # for other machines, with a key",
      "  dora4j serve --model M --host 0.0.0.0 --api-key \"$KEY\""
    })
public final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-m", "--model"},
      required = true,
      order = 1,
      paramLabel = "MODEL",
      description =
          "Folder in Hugging Face layout or in Meta's, GGUF file, name on the Hub (org/model), or embedded.")
  private String model = "";

  @Option(
      names = {"-a", "--adapter"},
      order = 2,
      paramLabel = "[NAME=]DIR",
      description =
          "Adapter to serve beside the model; may be given several times. The first one answers requests that name no model.")
  private List<String> adapters = new ArrayList<>();

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold Where to compute|@%n",
      order = 1)
  private DeviceOptions device = new DeviceOptions();

  @Mixin private BaseOptions base = new BaseOptions();

  @Option(
      names = "--host",
      order = 3,
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen at; 0.0.0.0 lets other machines in (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      order = 4,
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port to listen at; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--template",
      order = 5,
      paramLabel = "NAME",
      defaultValue = "demo",
      description =
          "What instructions are written in, unless a request says otherwise: demo, alpaca, commonsense, plain, prompt-completion or chat (default: ${DEFAULT-VALUE}).")
  private String template = "";

  @Option(
      names = "--queue",
      order = 6,
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Most texts that wait for the one being written; further ones are refused (default: ${DEFAULT-VALUE}).")
  private int queue;

  @Option(
      names = "--api-key",
      order = 7,
      paramLabel = "KEY",
      description = "Answer only requests that show this key; DORA4J_API_KEY does the same.")
  private @Nullable String apiKey;

  @Option(names = "--quiet", order = 8, description = "Do not print a line for each request.")
  private boolean quiet;

  public ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerOptions options = options();
    Map<String, Path> folders = AdapterNames.of(adapters);
    for (Path folder : folders.values()) {
      TrainedBase.warning(folder, base.quantisation()).ifPresent(terminal::warn);
    }
    CountDownLatch stopped = new CountDownLatch(1);
    try (LoadedModel loaded =
            LoadedModel.open(
                ModelReference.resolve(model),
                new WeightForm(device.dtype(), device.device(), base.quantisation()),
                new DownloadLine(terminal));
        ServedModel served = new ServedModel(loaded, AdapterNames.ofModel(model), folders);
        ModelServer server = ModelServer.start(served, options, this::log);
        StopSignal signal = StopSignal.listen(stopped::countDown)) {
      served.warnings().forEach(terminal::warn);
      announce(served, options, server.port());
      stopped.await();
      terminal.note(signal.received() ? "stopping" : "");
    }
    return ExitStatus.SUCCESS;
  }

  private ServerOptions options() {
    Optional<String> key =
        Optional.ofNullable(apiKey).or(() -> Optional.ofNullable(System.getenv("DORA4J_API_KEY")));
    try {
      return new ServerOptions(host, port, queue, key, template);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void log(String line) {
    if (!quiet) {
      terminal.note(terminal.errStyle().faint(line));
    }
  }

  private void announce(ServedModel served, ServerOptions options, int actualPort) {
    if (options.apiKey().isEmpty() && !isLocal(options.host())) {
      terminal.warn(
          "anybody who reaches "
              + options.host()
              + " can use this server; --api-key KEY asks for a key.");
    }
    String shown = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    terminal.out().println("http://" + shown + ":" + actualPort);
    terminal.out().flush();
    terminal.note("serving " + String.join(", ", served.names()) + "; Ctrl-C ends");
  }

  private static boolean isLocal(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
