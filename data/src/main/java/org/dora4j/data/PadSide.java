package org.dora4j.data;

/** The side of a row on which padding stands. */
public enum PadSide {
  /** Padding first, so that every row ends at the last column. */
  LEFT,
  /** Padding last, so that every row begins at the first column. */
  RIGHT
}
