package org.dora4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Turns tokens into text as they come. A character may take several tokens, so a piece is held back
 * until it ends with a whole one.
 */
public final class TextStream implements IntConsumer {
  private static final String INCOMPLETE = "\uFFFD";

  private final Tokenizer tokenizer;
  private final Consumer<String> out;
  private final List<Integer> ids = new ArrayList<>();

  /** Tokens before this place have been written and are decoded no more. */
  private int context;

  private int written;

  /**
   * @param out gets each piece of text, in whole characters
   */
  public TextStream(Tokenizer tokenizer, Consumer<String> out) {
    this.tokenizer = tokenizer;
    this.out = out;
  }

  @Override
  public void accept(int token) {
    ids.add(token);
    write(false);
  }

  /** Writes what was held back. */
  public void finish() {
    write(true);
  }

  /**
   * Tokens are decoded together with the piece before them: some tokenizers drop the blank at the
   * beginning of a text.
   */
  private void write(boolean all) {
    String before = decode(context, written);
    String text = decode(context, ids.size());
    if (text.length() > before.length() && (all || !text.endsWith(INCOMPLETE))) {
      out.accept(text.substring(before.length()));
      context = written;
      written = ids.size();
    }
  }

  private String decode(int from, int to) {
    int[] part = ids.subList(from, to).stream().mapToInt(Integer::intValue).toArray();
    return tokenizer.decode(part, true);
  }
}
