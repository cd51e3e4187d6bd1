package org.dora4j.torch.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.dora4j.torch.CacheRows;
import org.dora4j.torch.Cuda;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Holds every kernel against its twin in libtorch on the GPU at hand: equal up to the rounding of
 * the element type, and how much faster.
 */
public final class KernelCheck {

  private static final int REPEATS = 20;

  /**
   * One kernel on one shape.
   *
   * @param name of the function
   * @param shape and type of its elements
   * @param difference largest difference, relative to the largest value
   * @param bound largest difference that rounding explains
   * @param kernelMicros time of the kernel, in microseconds
   * @param plainMicros time of libtorch's operations
   */
  public record Outcome(
      String name,
      String shape,
      double difference,
      double bound,
      double kernelMicros,
      double plainMicros) {
    public boolean passed() {
      return difference <= bound;
    }
  }

  private final Device device;
  private final Pattern wanted;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Rng rng = Rng.of(7);

  private KernelCheck(Device device, Pattern wanted) {
    this.device = device;
    this.wanted = wanted;
  }

  /**
   * Checks all kernels on odd and on ordinary shapes.
   *
   * @param wanted found in the names of what is checked
   * @throws IllegalStateException if kernels cannot be taken on the device
   */
  public static List<Outcome> run(Device device, Pattern wanted) {
    if (!Kernels.usable(device)) {
      throw new IllegalStateException(
          "Kernels cannot be taken on %s: %s".formatted(device, Kernels.problem()));
    }
    KernelCheck check = new KernelCheck(device, wanted);
    for (DType dtype : new DType[] {DType.BF16, DType.F16, DType.F32}) {
      for (long[] shape : new long[][] {{1, 577}, {37, 576}, {301, 64}, {4096, 4096}}) {
        check.activations(dtype, shape[0], shape[1]);
      }
    }
    for (int[] shape : new int[][] {{3, 1, 9, 3, 64}, {5, 4, 4, 4, 32}, {64, 4, 32, 32, 128}}) {
      check.nextToken(DType.BF16, shape[0], shape[1], shape[2], shape[3], shape[4]);
      check.nextToken(DType.F16, shape[0], shape[1], shape[2], shape[3], shape[4]);
      check.nextToken(DType.F32, shape[0], shape[1], shape[2], shape[3], shape[4]);
    }
    for (long[] shape : new long[][] {{577, 576, 16}, {100, 1544, 5}, {4096, 4096, 32}}) {
      check.weights(DType.BF16, shape[0], shape[1], shape[2]);
      check.weights(DType.F16, shape[0], shape[1], shape[2]);
      new PackedKernelCheck(check).run(DType.BF16, shape[0], shape[1], shape[2]);
    }
    new PackedKernelCheck(check).run(DType.F16, 100, 1544, 5);
    return check.outcomes;
  }

  private void activations(DType dtype, long rows, long columns) {
    try (Scope scope = Scope.open()) {
      Tensor x = random(dtype, rows, columns);
      Tensor y = random(dtype, rows, columns);
      Tensor w = random(dtype, columns);
      Rms.Normed normed = Rms.forwardPlain(x, w, 1e-5);
      compare("rms norm", x, () -> Rms.forward(x, null, w, 1e-5).y(), normed::y);
      compare(
          "rms norm of a sum",
          x,
          () -> Rms.forward(x, y, w, 1e-5).y(),
          () -> Rms.forwardPlain(Ops.add(x, y), w, 1e-5).y());
      compare(
          "rms norm backward",
          x,
          () -> Rms.backward(y, x, normed.inverseRms(), w, x),
          () -> Rms.backwardPlain(y, x, normed.inverseRms(), w, x));
      compare("rms norm again", x, () -> Rms.again(x, normed.inverseRms(), w), normed::y);
      compare("swiglu", x, () -> SwiGlu.forward(x, y), () -> SwiGlu.forwardPlain(x, y));
      compare(
          "swiglu gate",
          x,
          () -> SwiGlu.backward(Ops.mul(x, y), x, y).gate(),
          () -> SwiGlu.backwardPlain(Ops.mul(x, y), x, y).gate());
      compare(
          "swiglu up",
          x,
          () -> SwiGlu.backward(Ops.mul(x, y), x, y).up(),
          () -> SwiGlu.backwardPlain(Ops.mul(x, y), x, y).up());
      dropout(x, y);
      crossEntropy(x, rows, columns);
      bestTokens(x);
      dots(x, y, columns);
      if (columns % 64 == 0) {
        rotary(x, rows, columns);
      }
    }
  }

  private void dropout(Tensor x, Tensor y) {
    float[] drawn = InvertedDropout.drawn((int) x.count(), 0.05, 9);
    Tensor mask = Tensors.of(drawn, x.shape()).to(device);
    Tensor wide = x.to(DType.F32);
    compare("dropout", x, () -> InvertedDropout.apply(x, 0.05, 9), () -> Ops.mul(wide, mask));
    compare(
        "adding what dropout lets through",
        x,
        () -> InvertedDropout.addTo(Ops.mul(y, 1), x, 0.05, 9),
        () -> Ops.mul(wide, mask).add_(y));
  }

  private void crossEntropy(Tensor logits, long rows, long columns) {
    long[] targets = new long[(int) rows];
    java.util.Arrays.setAll(targets, i -> 7L * i % columns);
    Tensor inside = Tensors.of(targets, rows).to(device);
    compare(
        "cross-entropy loss",
        logits,
        () -> CrossEntropy.of(logits, inside, 0, false).losses(),
        () -> CrossEntropy.plain(logits, inside, 0, false).losses());
    compare(
        "cross-entropy gradient",
        logits,
        () -> CrossEntropy.of(logits, inside, 0.5, false).gradient(),
        () -> CrossEntropy.plain(logits, inside, 0.5, false).gradient());
  }

  /** Of equal logits another may be chosen, so chosen logits are compared, not their places. */
  private void bestTokens(Tensor logits) {
    int count = 8;
    compare(
        "best tokens",
        logits,
        () -> BestTokens.of(logits, count).scores(),
        () -> BestTokens.plain(logits, count).scores());
    compare(
        "best tokens' logits",
        logits,
        () -> Ops.gather(logits, 1, BestTokens.of(logits, count).tokens()),
        () -> Ops.gather(logits, 1, BestTokens.plain(logits, count).tokens()));
  }

  private void dots(Tensor dy, Tensor y, long columns) {
    Tensor divisor = Tensors.uniform(1, 2, rng, columns).to(device);
    compare(
        "magnitude gradient",
        dy,
        () -> filled(columns, sum -> MagnitudeGradient.add(sum, dy, y, divisor, null)),
        () -> filled(columns, sum -> MagnitudeGradient.addPlain(sum, dy, y, divisor, null)));
  }

  private void rotary(Tensor x, long rows, long columns) {
    Tensor q = x.view(rows, columns / 64, 64);
    Tensor cos = random(x.dtype(), rows, 1, 32);
    Tensor sin = random(x.dtype(), rows, 1, 32);
    Tensor k = q.narrow(1, 0, 1).contiguous();
    compare(
        "rotary",
        x,
        () -> Rotary.turn(q, k, cos, sin, false).q(),
        () -> Rotary.plain(q, cos, sin, 1));
    compare(
        "rotary back",
        x,
        () -> Rotary.turn(q, k, cos, sin, true).k(),
        () -> Rotary.plain(k, cos, sin, -1));
  }

  /** Rows of up to 160 tokens; {@code texts} beams of each where a mask says what they see. */
  private void nextToken(DType dtype, int rows, int texts, int heads, int groups, int size) {
    try (Scope scope = Scope.open()) {
      int capacity = 160;
      int[] lengths = new int[rows];
      java.util.Arrays.setAll(lengths, i -> 2 + 37 * i % (capacity - 1));
      try (CacheRows filled = new CacheRows(lengths, capacity, device)) {
        Tensor keys = random(dtype, rows, capacity, groups, size);
        Tensor values = random(dtype, rows, capacity, groups, size);
        Tensor q = random(dtype, rows, heads, size);
        Tensor k = random(dtype, rows, groups, size);
        compare(
            "next token",
            q,
            () -> NextToken.rows(q, k, k, keys, values, filled, 0.1),
            () -> NextToken.rowsPlain(q, k, k, keys, values, filled, 0.1));
        Tensor q2 = random(dtype, (long) rows * texts, heads, size);
        Tensor k2 = random(dtype, (long) rows * texts, groups, size);
        Tensor mask = mask(dtype, rows, texts, heads / groups, capacity);
        java.util.Arrays.fill(lengths, capacity - 3);
        try (CacheRows even = new CacheRows(lengths, capacity, device)) {
          compare(
              "next token of beams",
              q2,
              () -> NextToken.masked(q2, k2, k2, keys, values, mask, even, 0.1),
              () -> NextToken.maskedPlain(q2, k2, k2, keys, values, mask, even, 0.1));
        }
      }
    }
  }

  /** Hides about half of the tokens, and of the next ones all but a text's own. */
  private Tensor mask(DType dtype, int rows, int texts, int heads, int capacity) {
    Tensor chance =
        random(DType.F32, rows, texts, 1, capacity).expand(rows, texts, heads, capacity);
    Tensor hidden = Ops.lessThan(chance, Tensors.zeros(DType.F32, device, 1)).contiguous();
    hidden.narrow(3, 0, 1).zero_();
    for (int text = 0; text < texts; text++) {
      Tensor next = hidden.select(1, text).narrow(2, capacity - texts - 3, texts);
      next.fill_(1);
      next.narrow(2, text, 1).zero_();
    }
    return Tensors.zeros(dtype, device, rows, texts, heads, capacity)
        .maskedFill_(hidden, Double.NEGATIVE_INFINITY)
        .view((long) rows * texts, heads, capacity);
  }

  private void weights(DType dtype, long rows, long columns, long rank) {
    try (Scope scope = Scope.open()) {
      Tensor w = Ops.mul(random(dtype, rows, columns), 0.05);
      Tensor a = Ops.mul(random(DType.F32, rank, columns), 0.05);
      Tensor b = Ops.mul(random(DType.F32, rows, rank), 0.05);
      Tensor m = Ops.rowNorm(w, DType.F32).mul_(1.01);
      MergedWeight.Update update = new MergedWeight.Update(w, a, b, 2);
      MergedWeight.Gains plain = MergedWeight.gainsPlain(update, m, null);
      compare(
          "row norms",
          w,
          () -> MergedWeight.gains(update, m, null, 1).norm(),
          () -> MergedWeight.gainsPlain(update, m, null).norm());
      compare(
          "gained B", w, () -> MergedWeight.gains(update, m, null, 1).gainedB(), plain::gainedB);
      for (double offset : new double[] {0, -1}) {
        compare(
            offset == 0 ? "merge" : "merge of the difference",
            w,
            () -> MergedWeight.of(update, plain.gain(), offset, 1, null),
            () -> wide(update, java.util.Objects.requireNonNull(plain.gain()), offset));
      }
      dither(update, plain);
      smallGains(dtype, update, rows, columns);
      maskedGain(dtype, update, rows, columns);
    }
  }

  /** The mean over many keys comes close to the unrounded value. */
  private void dither(MergedWeight.Update update, MergedWeight.Gains gains) {
    Tensor exact = wide(update, java.util.Objects.requireNonNull(gains.gain()), 0);
    Tensor mean = Tensors.zerosLike(exact);
    int keys = 64;
    for (int key = 0; key < keys; key++) {
      mean.add_(
          MergedWeight.of(update, gains.gain(), 0, Rng.mix(3, key), null).to(DType.F32),
          1.0 / keys);
    }
    double bias = Ops.sum(Ops.sub(mean, exact)).item() / exact.count();
    double largest = Ops.max(Ops.abs(exact)).item();
    String shape = exact.size(0) + " x " + exact.size(1) + " " + update.weight().dtype();
    outcomes.add(new Outcome("mean of dithered", shape, Math.abs(bias) / largest, 1e-5, 0, 0));
  }

  /** Rows whose gain is almost 0 take the exact way to their gradient. */
  void smallGains(DType dtype, MergedWeight.Update update, long rows, long columns) {
    Tensor x = random(dtype, 33, columns);
    Tensor dy = random(dtype, 33, rows);
    Tensor m = Ops.rowNorm(update.weight().tensor(), DType.F32);
    m.narrow(0, 3, 2).zero_();
    MergedWeight.Gains gains = MergedWeight.gainsPlain(update, m, null);
    Tensor y =
        Ops.linear(x, wide(update, java.util.Objects.requireNonNull(gains.gain()), 0).to(dtype));
    MagnitudeGradient.Direction direction =
        new MagnitudeGradient.Direction(
            java.util.Objects.requireNonNull(gains.gain()),
            java.util.Objects.requireNonNull(gains.norm()),
            x,
            update.weight(),
            update.a(),
            update.b(),
            update.scaling());
    compare(
        "magnitude gradient, gain 0",
        update.weight().tensor(),
        () -> filled(rows, sum -> MagnitudeGradient.add(sum, dy, y, m, direction)),
        () -> filled(rows, sum -> MagnitudeGradient.addPlain(sum, dy, y, m, direction)));
  }

  /** W'' and its gradient of the magnitude, with two rows of which division says nothing. */
  private void maskedGain(DType dtype, MergedWeight.Update update, long rows, long columns) {
    FeatureMask mask = FeatureMask.draw(0.05, columns, 5);
    Tensor w = update.weight().tensor();
    Tensor norm = Ops.rowNorm(w, DType.F32);
    Tensor gain = Tensors.uniform(0.9, 1.1, rng, rows).to(device);
    gain.narrow(0, 3, 2).fill_(0.05);
    compare(
        "masked gain",
        w,
        () -> MaskedGain.weight(w, gain, mask, 3),
        () -> MaskedGain.weightPlain(w.to(DType.F32), gain, mask));
    Tensor x = random(dtype, 33, columns);
    Tensor y = Ops.linear(x, MaskedGain.weightPlain(w.to(DType.F32), gain, mask).to(dtype));
    Tensor sums = random(DType.F32, rows, update.b().size(1));
    MaskedGain.Pass pass =
        new MaskedGain.Pass(random(dtype, 33, rows), y, x, sums, update.b(), update.scaling());
    compare(
        "masked magnitude gradient",
        w,
        () -> filled(rows, sum -> MaskedGain.addGradient(sum, w, gain, norm, mask, pass)),
        () -> filled(rows, sum -> MaskedGain.addGradientPlain(sum, w, gain, norm, mask, pass)));
  }

  private static Tensor wide(MergedWeight.Update update, Tensor gain, double offset) {
    Tensor w = update.weight().tensor().to(DType.F32);
    return MergedWeight.plain(
        new MergedWeight.Update(w, update.a(), update.b(), update.scaling()), gain, offset, null);
  }

  private Tensor filled(long size, java.util.function.Consumer<Tensor> adding) {
    Tensor sum = Tensors.zeros(DType.F32, device, size);
    adding.accept(sum);
    return sum;
  }

  Tensor random(DType dtype, long... shape) {
    return Tensors.normal(0, 1, rng, shape).to(device).to(dtype);
  }

  void compare(String name, Tensor like, Supplier<Tensor> kernel, Supplier<Tensor> plain) {
    if (!wanted.matcher(name).find()) {
      return;
    }
    try (Scope scope = Scope.open()) {
      Tensor expected = plain.get().to(DType.F32);
      double largest = Math.max(1e-30, Ops.max(Ops.abs(expected)).item());
      double difference = Ops.max(Ops.abs(Ops.sub(kernel.get().to(DType.F32), expected))).item();
      double rounding =
          switch (like.dtype()) {
            case BF16 -> 1.0 / 64;
            case F16 -> 1.0 / 512;
            default -> 1e-5;
          };
      outcomes.add(
          new Outcome(
              name,
              like.size(0) + " x " + like.size(1) + " " + like.dtype(),
              difference / largest,
              rounding,
              micros(kernel),
              micros(plain)));
    }
  }

  private double micros(Supplier<Tensor> work) {
    Cuda.synchronize();
    long begin = System.nanoTime();
    for (int i = 0; i < REPEATS; i++) {
      try (Scope scope = Scope.open()) {
        Tensor unused = work.get();
      }
    }
    Cuda.synchronize();
    return (System.nanoTime() - begin) / 1e3 / REPEATS;
  }
}
