package org.dora4j.report.html;

/** Something that a section shows. */
public interface Part {

  /** The part as HTML; texts that come from elsewhere are {@linkplain Html#escape escaped}. */
  String html();

  /** Whether it takes the whole width of the page; otherwise two stand side by side. */
  default boolean wide() {
    return true;
  }
}
