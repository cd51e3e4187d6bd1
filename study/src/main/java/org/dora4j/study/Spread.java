package org.dora4j.study;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Repeated measurements of one thing.
 *
 * @param mean of those that are finite; NaN where there are none
 * @param deviation sample standard deviation, with n − 1; NaN for fewer than two
 * @param count number n of those that are finite
 */
public record Spread(double mean, double deviation, int count) {

  /** Of some values; those that are not finite are left out. */
  public static Spread of(DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double mean = DoubleStream.of(finite).average().orElse(Double.NaN);
    double squares = DoubleStream.of(finite).map(x -> (x - mean) * (x - mean)).sum();
    double deviation = finite.length < 2 ? Double.NaN : Math.sqrt(squares / (finite.length - 1));
    return new Spread(mean, deviation, finite.length);
  }

  /** {@code 77.9 ± 0.4}, {@code 77.9} for one value, a dash for none. */
  public String text(double factor, int decimals) {
    if (count == 0) {
      return "–";
    }
    String number = "%." + decimals + "f";
    String text = String.format(Locale.ROOT, number, factor * mean);
    return count < 2 ? text : text + " ± " + String.format(Locale.ROOT, number, factor * deviation);
  }

  /** An accuracy in per cent with one decimal. */
  public String percent() {
    return text(100, 1);
  }
}
