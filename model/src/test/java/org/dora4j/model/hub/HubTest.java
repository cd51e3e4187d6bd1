package org.dora4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.ModelFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
  private static final HubReference TINY = new HubReference("acme/tiny", "main");
  private static final String WEIGHTS = "model.safetensors";
  private static final HubDownload.Patience NONE =
      new HubDownload.Patience(Duration.ZERO, Duration.ofMillis(300));

  @TempDir Path cache;
  private FakeHub server;
  private byte[] weights;
  private byte[] config;

  @BeforeEach
  void start() throws IOException {
    Path model = Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/models/gqa");
    weights = Files.readAllBytes(model.resolve(WEIGHTS));
    config = Files.readAllBytes(model.resolve("config.json"));
    server = new FakeHub();
    server.put("README.md", "no".getBytes(StandardCharsets.UTF_8));
    server.put(WEIGHTS, weights);
    server.put("config.json", config);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HubSettings settings(String token, boolean offline) {
    return new HubSettings(
        server.uri(), cache, Optional.of(token).filter(text -> !text.isEmpty()), offline);
  }

  private Path fetch() {
    return fetch(HubProgress.NONE);
  }

  private Path fetch(HubProgress progress) {
    return new Hub(settings("", false), NONE).fetch(TINY, progress);
  }

  private Path part() {
    return cache.resolve("models--acme--tiny/blobs/" + FakeHub.sha256(weights) + ".incomplete");
  }

  @Test
  void aFetchedModelOpens() {
    try (ModelFiles files = Checkpoint.open(fetch().toString())) {
      assertThat(files.config().keyValueHeads()).isEqualTo(2);
    }
  }

  @Test
  void theCacheHasTheLayoutThatHuggingFacesProgramsRead() throws IOException {
    Path folder = fetch();
    Path root = cache.resolve("models--acme--tiny");
    assertThat(folder).isEqualTo(root.resolve("snapshots").resolve(FakeHub.COMMIT));
    assertThat(root.resolve("refs/main")).hasContent(FakeHub.COMMIT);
    assertThat(Files.readSymbolicLink(folder.resolve(WEIGHTS)))
        .isEqualTo(Path.of("../../blobs/" + FakeHub.sha256(weights)));
    assertThat(Files.readSymbolicLink(folder.resolve("config.json")))
        .isEqualTo(Path.of("../../blobs/" + FakeHub.gitHash(config)));
    assertThat(folder.resolve("README.md")).doesNotExist();
  }

  @Test
  void whatIsThereIsNotFetchedAgain() {
    fetch();
    fetch();
    assertThat(server.gets(WEIGHTS)).hasSize(1);
  }

  @Test
  void aDownloadGoesOnWhereTheConnectionBroke() {
    server.cutAfter = 5000;
    Path folder = fetch();
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(server.gets(WEIGHTS)).extracting(FakeHub.Request::range).hasSize(2);
    assertThat(server.gets(WEIGHTS).get(1).range()).matches("bytes=[1-9]\\d*-");
    assertThat(part()).doesNotExist();
  }

  @Test
  void aDownloadGoesOnAfterTheServerFellSilent() {
    server.cutAfter = 5000;
    server.stall = true;
    assertThat(fetch().resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(server.gets(WEIGHTS)).hasSize(2);
  }

  @Test
  void aDownloadOfAnEarlierRunIsCompleted() throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), java.util.Arrays.copyOf(weights, 1234));
    List<Long> done = new ArrayList<>();
    Path folder = fetch((file, have, total) -> report(done, file, have));
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(server.gets(WEIGHTS))
        .extracting(FakeHub.Request::range)
        .containsExactly("bytes=1234-");
    assertThat(done).startsWith(1234L).endsWith((long) weights.length);
  }

  private static void report(List<Long> done, String file, long have) {
    if (file.equals(WEIGHTS)) {
      done.add(have);
    }
  }

  @Test
  void aServerWithoutRangesIsReadFromTheBeginning() {
    server.cutAfter = 5000;
    server.wholeFilesOnly = true;
    assertThat(fetch().resolve(WEIGHTS)).hasBinaryContent(weights);
  }

  @Test
  void anEarlierPartThatIsDamagedIsToldByTheHashAndThrownAway() throws IOException {
    Files.createDirectories(part().getParent());
    byte[] damaged = new byte[1234];
    new Random(1).nextBytes(damaged);
    Files.write(part(), damaged);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("model.safetensors arrived with another hash");
    assertThat(part()).doesNotExist();
    assertThat(fetch().resolve(WEIGHTS)).hasBinaryContent(weights);
  }

  @Test
  void smallFilesAreCheckedToo() {
    server.wrongHash = "0".repeat(40);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("another hash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../escape", "a/b", "", "."})
  void aHashThatIsAPathIsRefused(String hash) {
    server.wrongHash = hash.isEmpty() ? "\"\"" : hash;
    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("no usable etag for model.safetensors");
  }

  @Test
  void filesOutsideTheFolderAreNotAskedFor() throws IOException {
    server.put("../../evil.json", config);
    server.put("sub/model.safetensors", weights);
    fetch();
    assertThat(server.requests).noneMatch(request -> request.path().contains("evil"));
    assertThat(server.requests).noneMatch(request -> request.path().contains("/sub/"));
  }

  @Test
  void theTokenGoesToTheHubButNotToItsStorage() throws IOException {
    server.token = "secret";
    try (FakeHub storage = new FakeHub()) {
      storage.put(WEIGHTS, weights);
      server.storage = storage.uri();
      Path folder = new Hub(settings("secret", false), NONE).fetch(TINY, HubProgress.NONE);
      assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
      assertThat(server.requests).allMatch(r -> r.authorization().equals("Bearer secret"));
      assertThat(storage.requests).hasSize(1).allMatch(r -> r.authorization().isEmpty());
    }
  }

  @Test
  void aModelThatNeedsATokenSaysWhereToGetAccess() {
    server.token = "secret";
    assertThatThrownBy(this::fetch)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("does not exist or needs a token (status 401)")
        .hasMessageContaining(server.uri() + "/acme/tiny");
    assertThatThrownBy(() -> new Hub(settings("wrong", false), NONE).fetch(TINY, HubProgress.NONE))
        .hasMessageContaining("The token has no access to acme/tiny@main")
        .message()
        .doesNotContain("wrong");
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    HubReference missing = new HubReference("acme/none", "main");
    assertThatThrownBy(() -> new Hub(settings("", false), NONE).fetch(missing, HubProgress.NONE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("There is no acme/none@main");
  }

  @Test
  void aRepositoryWithoutWeightsIsNamed() throws IOException {
    try (FakeHub empty = new FakeHub()) {
      empty.put("config.json", config);
      HubSettings settings = new HubSettings(empty.uri(), cache, Optional.empty(), false);
      assertThatThrownBy(() -> new Hub(settings, NONE).fetch(TINY, HubProgress.NONE))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("holds neither a model nor an adapter");
    }
  }

  @Test
  void offlineTheCacheIsUsedAndNothingIsAsked() {
    Path folder = fetch();
    int before = server.requests.size();
    Hub offline = new Hub(settings("", true), NONE);
    assertThat(offline.fetch(TINY, HubProgress.NONE)).isEqualTo(folder);
    assertThat(offline.fetch(new HubReference("acme/tiny", FakeHub.COMMIT), HubProgress.NONE))
        .isEqualTo(folder);
    assertThat(server.requests).hasSize(before);
    assertThatThrownBy(
            () -> offline.fetch(new HubReference("acme/other", "main"), HubProgress.NONE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("HF_HUB_OFFLINE forbids");
  }

  @Test
  void withoutANetworkWhatWasFetchedLastIsUsed() {
    Path folder = fetch();
    URI gone = server.uri();
    server.close();
    HubSettings settings = new HubSettings(gone, cache, Optional.empty(), false);
    assertThat(new Hub(settings, NONE).fetch(TINY, HubProgress.NONE)).isEqualTo(folder);
    assertThatThrownBy(
            () ->
                new Hub(settings, NONE)
                    .fetch(new HubReference("acme/other", "main"), HubProgress.NONE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("acme/other@main is not in the cache and " + gone);
  }

  @Test
  void aCacheThatHuggingFacesProgramsWroteIsRead() throws IOException {
    Path root = cache.resolve("models--acme--tiny");
    Path folder = root.resolve("snapshots").resolve(FakeHub.COMMIT);
    Files.createDirectories(folder);
    Files.createDirectories(root.resolve("refs/feature"));
    Files.writeString(root.resolve("refs/feature/x"), FakeHub.COMMIT);
    assertThat(
            new Hub(settings("", true), NONE)
                .fetch(new HubReference("acme/tiny", "feature/x"), HubProgress.NONE))
        .isEqualTo(folder);
  }

  @Test
  void namesOfModelsAreToldFromPaths() {
    assertThat(HubReference.parse("acme/tiny")).contains(TINY);
    assertThat(HubReference.parse("acme/tiny@v1.0/rc"))
        .contains(new HubReference("acme/tiny", "v1.0/rc"));
    for (String path :
        List.of(
            "tiny", "/acme/tiny", "../tiny", "a/b/c", "./tiny", "acme/..", "a/b@", "a/b@../c")) {
      assertThat(HubReference.parse(path)).as(path).isEmpty();
    }
  }

  @Test
  void anUnknownReferenceSaysWhatWasTried() {
    assertThatThrownBy(() -> Checkpoint.open("no/such/folder"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("There is no folder or file no/such/folder")
        .hasMessageContaining("organisation/model@revision");
  }

  @Test
  void settingsFollowTheVariablesOfHuggingFacesPrograms() throws IOException {
    Path home = cache;
    HubSettings plain = HubSettings.of(Map.of(), home);
    assertThat(plain.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    assertThat(plain.token()).isEmpty();
    assertThat(plain.offline()).isFalse();
    Files.writeString(home.resolve("token"), "from-file\n");
    HubSettings moved =
        HubSettings.of(
            Map.of("HF_HOME", "~/", "HF_HUB_OFFLINE", "1", "HF_ENDPOINT", "http://mirror:8/"),
            home);
    assertThat(moved.cache()).isEqualTo(home.resolve("hub"));
    assertThat(moved.token()).contains("from-file");
    assertThat(moved.offline()).isTrue();
    assertThat(moved.endpoint()).isEqualTo(URI.create("http://mirror:8"));
    assertThat(moved.toString()).doesNotContain("from-file");
    HubSettings direct =
        HubSettings.of(
            Map.of("HF_HUB_CACHE", "/somewhere", "HF_TOKEN", "given", "HF_HOME", home.toString()),
            home);
    assertThat(direct.cache()).isEqualTo(Path.of("/somewhere"));
    assertThat(direct.token()).contains("given");
    assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "mirror"), home))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("HF_ENDPOINT is \"mirror\"");
  }
}
