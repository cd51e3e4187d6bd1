package org.dora4j.report.drawing;

import java.awt.Color;

/** Colours from dark blue to light yellow whose lightness rises evenly (the viridis map). */
public final class Ramp {
  private static final int[] STOPS = {
    0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
    0xE8E019
  };

  private Ramp() {}

  /**
   * The colour of a fraction.
   *
   * @param fraction 0 for the dark end, 1 for the light one
   */
  public static Color at(double fraction) {
    double place = Math.max(0, Math.min(1, fraction)) * (STOPS.length - 1);
    int below = Math.min((int) place, STOPS.length - 2);
    double part = place - below;
    return new Color(
        mix(STOPS[below] >> 16, STOPS[below + 1] >> 16, part),
        mix(STOPS[below] >> 8, STOPS[below + 1] >> 8, part),
        mix(STOPS[below], STOPS[below + 1], part));
  }

  private static int mix(int a, int b, double part) {
    return (int) Math.round((a & 0xFF) + part * ((b & 0xFF) - (a & 0xFF)));
  }
}
