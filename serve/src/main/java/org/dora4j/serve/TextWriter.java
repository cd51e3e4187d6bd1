package org.dora4j.serve;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dora4j.data.TextStream;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.BeamSearch;
import org.dora4j.model.Beams;
import org.dora4j.model.Generator;
import org.dora4j.model.Transformer;

/** Lets a model continue a prompt, by choice of tokens or by a search, and tells the text. */
public final class TextWriter {
  private final Transformer model;
  private final Tokenizer tokenizer;
  private final Set<Integer> ends;

  /** Both stay the caller's. */
  public TextWriter(Transformer model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.ends =
        Stream.concat(model.config().eosIds().stream(), Arrays.stream(tokenizer.stopIds()).boxed())
            .collect(Collectors.toSet());
  }

  /**
   * Writes a text. Texts that are searched come in one piece.
   *
   * @param prompt token ids, at least one
   * @param out gets the text in pieces as it is written; whether it wants more
   */
  public WrittenText write(int[] prompt, WritingSettings settings, Predicate<String> out) {
    StopText text = new StopText(settings.stops(), out);
    TextStream stream = new TextStream(tokenizer, text::add);
    int written =
        settings.search().isPresent()
            ? search(prompt, settings.search().get(), settings.maxTokens(), text)
            : choose(prompt, settings, stream, text);
    text.finish();
    boolean complete = text.isStopped() || written < settings.maxTokens();
    return new WrittenText(text.text(), prompt.length, written, complete);
  }

  private int choose(int[] prompt, WritingSettings settings, TextStream stream, StopText text) {
    int[] tokens =
        new Generator(model, ends)
            .generateWhile(
                prompt,
                settings.maxTokens(),
                settings.sampling(),
                token -> {
                  stream.accept(token);
                  return text.isOpen();
                });
    stream.finish();
    return tokens.length;
  }

  private int search(int[] prompt, Beams beams, int limit, StopText text) {
    int[] tokens = new BeamSearch(model, ends, beams).generate(List.of(prompt), limit)[0];
    text.add(tokenizer.decode(tokens, true));
    return tokens.length;
  }
}
