package org.dora4j.data;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.dora4j.data.chat.ChatTemplate;
import org.dora4j.data.chat.TemplateException;
import org.jspecify.annotations.Nullable;

/**
 * Turns text into token ids and back, with the ids that transformers gives.
 *
 * <p>Never truncates and never pads, whatever the tokenizer.json asks for: cutting and padding are
 * the data set's and the batch's affair. Safe for use by several threads. Holds native memory until
 * closed.
 */
public final class Tokenizer implements AutoCloseable {
  /** Texts per native call: enough to be worth the call, little enough to stay small. */
  private static final int CHUNK = 256;

  private static final String FLAVOUR = "RUST_FLAVOR";

  private final HuggingFaceTokenizer engine;
  private final Vocabulary vocabulary;
  private final String json;
  private final TokenizerConfig config;
  private final int[] stopIds;

  private Tokenizer(
      HuggingFaceTokenizer engine,
      Vocabulary vocabulary,
      String json,
      TokenizerConfig config,
      int[] stopIds) {
    this.engine = engine;
    this.vocabulary = vocabulary;
    this.json = json;
    this.config = config;
    this.stopIds = stopIds;
  }

  /**
   * Reads a tokenizer from a folder or a tokenizer.json.
   *
   * <p>Beside the tokenizer.json, when they are there: tokenizer_config.json,
   * special_tokens_map.json, generation_config.json (further stop tokens) and chat_template.jinja.
   *
   * @throws DataException if there is no tokenizer.json or a file cannot be read
   */
  public static Tokenizer load(Path folderOrTokenizerJson) {
    TokenizerFiles files = TokenizerFiles.read(folderOrTokenizerJson);
    try {
      return of(files.json(), files.config(), files.stopIds());
    } catch (DataException e) {
      throw new DataException(files.path() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes a tokenizer from the text of a tokenizer.json.
   *
   * @throws DataException if the text is no tokenizer.json or a special token is not in it
   */
  public static Tokenizer of(String tokenizerJson, TokenizerConfig config) {
    return of(tokenizerJson, config, new int[0]);
  }

  static Tokenizer of(String tokenizerJson, TokenizerConfig config, int[] stopIds) {
    Vocabulary vocabulary = Vocabulary.of(tokenizerJson);
    requireKnown(vocabulary, config.bosToken(), "begin");
    requireKnown(vocabulary, config.eosToken(), "end");
    String json = tokenizerJson;
    if (config.addBos() || config.addEos()) {
      String bos = config.addBos() ? config.bosToken() : null;
      String eos = config.addEos() ? config.eosToken() : null;
      json = PostProcessor.install(json, PostProcessor.template(bos, eos, vocabulary));
    }
    return new Tokenizer(
        open(json), vocabulary, json, config, withEos(stopIds, config, vocabulary));
  }

  /** Ids of a text with the special tokens this tokenizer puts around it. */
  public int[] encode(String text) {
    return ids(engine.encode(text, true, false));
  }

  /** Ids of a text alone. Special tokens spelled out in the text still become their ids. */
  public int[] encodePlain(String text) {
    return ids(engine.encode(text, false, false));
  }

  /** Ids of many texts, each as {@link #encode} gives them, on all cores. */
  public List<int[]> encodeAll(List<String> texts) {
    // The engine's own threads only cut the texts; copying what they found out of native memory
    // takes as long, so chunks are taken in parallel too.
    int chunks = (texts.size() + CHUNK - 1) / CHUNK;
    return IntStream.range(0, chunks)
        .parallel()
        .mapToObj(i -> texts.subList(i * CHUNK, Math.min((i + 1) * CHUNK, texts.size())))
        .flatMap(chunk -> Arrays.stream(engine.batchEncode(chunk, true, false)))
        .map(Tokenizer::ids)
        .toList();
  }

  /** Text of ids, special tokens included. */
  public String decode(int[] ids) {
    return decode(ids, false);
  }

  /**
   * Text of ids.
   *
   * @param skipSpecial leave out special tokens such as the end of text
   */
  public String decode(int[] ids, boolean skipSpecial) {
    return engine.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
  }

  /**
   * A token as the vocabulary spells it.
   *
   * @throws DataException if there is no such id
   */
  public String token(int id) {
    return vocabulary.token(id);
  }

  /** Id of a token as the vocabulary spells it. */
  public OptionalInt id(String token) {
    return vocabulary.id(token);
  }

  /** Highest id plus one: the rows an embedding needs. */
  public int vocabularySize() {
    return vocabulary.size();
  }

  /** Id of the token that begins a text. */
  public OptionalInt bos() {
    return role(config.bosToken());
  }

  /** Id of the token that ends a text or a turn. */
  public OptionalInt eos() {
    return role(config.eosToken());
  }

  /**
   * Id written on padding: the padding token, else the unknown token, else the end token, else 0.
   */
  public int pad() {
    return role(config.padToken())
        .orElseGet(() -> role(config.unkToken()).orElseGet(() -> eos().orElse(0)));
  }

  /** Ids that end generation: the end token and those of generation_config.json, ascending. */
  public int[] stopIds() {
    return stopIds.clone();
  }

  /**
   * The chat template, with this tokenizer's special tokens.
   *
   * @throws DataException if there is one but it cannot be read
   */
  public Optional<ChatTemplate> chatTemplate() {
    String source = config.chatTemplate();
    if (source == null) {
      return Optional.empty();
    }
    Map<String, String> special = new HashMap<>();
    name(special, "bos_token", config.bosToken());
    name(special, "eos_token", config.eosToken());
    name(special, "pad_token", config.padToken());
    name(special, "unk_token", config.unkToken());
    try {
      return Optional.of(ChatTemplate.of(source, special));
    } catch (TemplateException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Ids of a text alone, with the characters each stands for. */
  TokenSpans encodeWithSpans(String text) {
    Encoding encoding = engine.encode(text, false, false);
    return TokenSpans.of(ids(encoding), encoding.getCharTokenSpans(), text);
  }

  /** The roles of special tokens. */
  public TokenizerConfig config() {
    return config;
  }

  /**
   * Writes tokenizer.json and tokenizer_config.json, from which transformers makes the same
   * tokenizer.
   *
   * @throws DataException if a file cannot be written
   */
  public void save(Path folder) {
    TokenizerFiles.write(folder, json, config);
  }

  @Override
  public void close() {
    engine.close();
  }

  private OptionalInt role(@Nullable String token) {
    return token == null ? OptionalInt.empty() : vocabulary.id(token);
  }

  private static void name(Map<String, String> special, String name, @Nullable String token) {
    if (token != null) {
      special.put(name, token);
    }
  }

  private static int[] ids(Encoding encoding) {
    return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * Opens the engine. Left to itself it would see a GPU on the machine and try to download a build
   * for CUDA, which a tokenizer has no use for and a machine without network cannot get.
   */
  private static HuggingFaceTokenizer open(String json) {
    if (System.getenv(FLAVOUR) == null && System.getProperty(FLAVOUR) == null) {
      System.setProperty(FLAVOUR, "cpu");
    }
    Map<String, String> options = Map.of("truncation", "false", "padding", "false");
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options);
    } catch (IOException | RuntimeException e) {
      throw new DataException("The tokenizer.json cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static void requireKnown(Vocabulary vocabulary, @Nullable String token, String role) {
    if (token != null && vocabulary.id(token).isEmpty()) {
      throw new DataException(
          "The %s token \"%s\" is not in the vocabulary; correct tokenizer_config.json."
              .formatted(role, token));
    }
  }

  private static int[] withEos(int[] stopIds, TokenizerConfig config, Vocabulary vocabulary) {
    String eos = config.eosToken();
    IntStream all = Arrays.stream(stopIds);
    if (eos != null && vocabulary.id(eos).isPresent()) {
      all = IntStream.concat(all, IntStream.of(vocabulary.id(eos).getAsInt()));
    }
    return all.distinct().sorted().toArray();
  }
}
