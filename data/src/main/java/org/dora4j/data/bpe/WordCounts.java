package org.dora4j.data.bpe;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often each word occurs, cut as the tokenizer cuts: every digit alone, else GPT-2's words. */
final class WordCounts {
  private static final Pattern WORD =
      Pattern.compile(
          "\\p{N}|'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?=\\p{N}|$)|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, long[]> counts = new HashMap<>();

  void add(String text) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      counts.computeIfAbsent(words.group(), word -> new long[1])[0]++;
    }
  }

  /** Count of each word, in an array of one. */
  Map<String, long[]> counts() {
    return counts;
  }
}
