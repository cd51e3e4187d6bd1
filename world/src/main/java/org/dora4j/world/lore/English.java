package org.dora4j.world.lore;

import java.util.List;
import java.util.Locale;

/** Small rules of English spelling. */
public final class English {
  private static final String[] ONES = {
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen"
  };
  private static final String[] TENS = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
  };

  private English() {}

  /** The text with a capital first letter; a quotation mark in front is skipped. */
  public static String capital(String text) {
    int i = 0;
    while (i < text.length() && !Character.isLetterOrDigit(text.charAt(i))) {
      i++;
    }
    return i == text.length()
        ? text
        : text.substring(0, i)
            + text.substring(i, i + 1).toUpperCase(Locale.ROOT)
            + text.substring(i + 1);
  }

  /** The noun with "a" or "an" in front. */
  public static String withArticle(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  /** "a", "a and b", "a, b and c"; the last joint is {@code joint} ("and", "or"). */
  public static String list(List<String> items, String joint) {
    if (items.size() == 1) {
      return items.get(0);
    }
    int last = items.size() - 1;
    return String.join(", ", items.subList(0, last)) + " " + joint + " " + items.get(last);
  }

  /** A number from 0 to 99 in words. */
  public static String number(int n) {
    if (n < 0 || n > 99) {
      throw new IllegalArgumentException(
          "A number in words must lie in 0 to 99, but was " + n + ".");
    }
    if (n < 20) {
      return ONES[n];
    }
    return n % 10 == 0 ? TENS[n / 10] : TENS[n / 10] + "-" + ONES[n % 10];
  }
}
