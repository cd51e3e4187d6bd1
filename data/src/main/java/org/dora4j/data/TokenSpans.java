package org.dora4j.data;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import org.dora4j.data.chat.Span;

/**
 * Token ids with the characters they stand for.
 *
 * @param ids token ids
 * @param starts first character (UTF-16 unit) of each
 * @param ends first character behind each; several tokens of one character share its place
 */
record TokenSpans(int[] ids, int[] starts, int[] ends) {

  /** Turns the native tokenizer's places, which count code points, into Java's. */
  static TokenSpans of(int[] ids, CharSpan[] spans, String text) {
    int points = text.codePointCount(0, text.length());
    int[] units = new int[points + 1];
    for (int i = 0, at = 0; i < points; i++) {
      units[i] = at;
      at += Character.charCount(text.codePointAt(at));
    }
    units[points] = text.length();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      starts[i] = units[spans[i].getStart()];
      ends[i] = units[spans[i].getEnd()];
    }
    return new TokenSpans(ids, starts, ends);
  }

  /** Whether a token stands for a character of the span. */
  boolean touches(int token, Span span) {
    return starts[token] < span.end() && ends[token] > span.start();
  }
}
