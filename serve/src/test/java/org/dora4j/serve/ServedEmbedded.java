package org.dora4j.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.Method;
import org.dora4j.embedded.EmbeddedModel;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensors;
import org.dora4j.train.LoadedModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedded model with a chat template and two adapters, served at a free port. */
final class ServedEmbedded implements AutoCloseable {
  static final String CHAT_TEMPLATE =
      "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
          + "{% if add_generation_prompt %}assistant:{% endif %}";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final LoadedModel loaded;
  private final ServedModel served;
  private final ModelServer server;

  private ServedEmbedded(LoadedModel loaded, ServedModel served, ModelServer server) {
    this.loaded = loaded;
    this.served = served;
    this.server = server;
  }

  /** Copies the embedded model into a folder, with a chat template or without. */
  static Path model(Path temp, boolean chat) throws IOException {
    Path folder = EmbeddedModel.unpack(temp);
    if (chat) {
      Files.writeString(folder.resolve("chat_template.jinja"), CHAT_TEMPLATE);
    }
    return folder;
  }

  /** Saves a random adapter that changes what the model writes. */
  static Path adapter(Path model, Path folder, long seed) {
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA).rank(2).targets("q_proj", "v_proj", "up_proj").build();
    try (Scope scope = Scope.open();
        LoadedModel loaded = load(model);
        AttachedAdapter adapter = Adapters.attach(loaded.transformer(), config, seed)) {
      adapter
          .parameters()
          .forEach(
              (name, parameter) -> {
                if (name.contains("lora_B")) {
                  long[] shape = parameter.value().shape();
                  parameter
                      .value()
                      .copy_(Tensors.normal(0, 0.3, Rng.of(seed, name.hashCode()), shape));
                }
              });
      adapter.save(folder, "embedded");
    }
    return folder;
  }

  static LoadedModel load(Path model) {
    return LoadedModel.open(model.toString(), DType.F32, Device.CPU);
  }

  static ServedEmbedded start(Path model, Map<String, Path> adapters, ServerOptions options) {
    LoadedModel loaded = load(model);
    ServedModel served = new ServedModel(loaded, "embedded", adapters);
    return new ServedEmbedded(
        loaded, served, ModelServer.start(served, options.withPort(0), line -> {}));
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  HttpClient client() {
    return client;
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path).build());
  }

  /** The answer to a request that must succeed. */
  JsonNode ask(String path, Object body) throws IOException, InterruptedException {
    HttpResponse<String> response = post(path, JSON.writeValueAsString(body));
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    server.close();
    served.close();
    loaded.close();
  }
}
