package org.dora4j.train.observe;

/** What is measured of an adapted layer, in the order in which measurements are stacked. */
enum Statistic {
  /** ‖s·BA‖, Frobenius; of VeRA and DVoRA ‖Λb B Λd A‖. */
  NORM("norm"),
  /** The same over ‖W‖. */
  RELATIVE("relative"),
  /** Mean over the rows of |m/‖W‖ − 1|; rows of zeros count as unchanged. */
  MAGNITUDE("magnitude"),
  /** Norm of the gradient of A, of VeRA and DVoRA of d, before clipping. */
  GRADIENT_A("grad_a"),
  /** Norm of the gradient of B, of VeRA and DVoRA of b, before clipping. */
  GRADIENT_B("grad_b"),
  /** Norm of the gradient of m, before clipping. */
  GRADIENT_M("grad_m"),
  /** Number of rank components i with ‖bᵢ‖‖aᵢ‖ below a thousandth of the layer's largest. */
  DEAD_RANKS("dead_ranks");

  private final String key;

  Statistic(String key) {
    this.key = key;
  }

  /** Its name in the file. */
  String key() {
    return key;
  }
}
