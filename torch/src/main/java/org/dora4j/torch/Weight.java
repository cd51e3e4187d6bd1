package org.dora4j.torch;

/**
 * The numbers of a model's parameter: a {@link Tensor}, or packed in fewer bits than they are
 * computed with. Owned and released like a tensor.
 */
public interface Weight extends AutoCloseable {

  /** Number of elements along each dimension. */
  long[] shape();

  /** Number of elements along one dimension. */
  long size(int dim);

  /** Number of elements. */
  long count();

  /** The type that {@link #tensor()} has. */
  DType dtype();

  /** Where the numbers are. */
  Device device();

  /** What they take in memory as they are stored. */
  long storedBytes();

  /**
   * The numbers to compute with: the tensor itself, or a fresh one that the open scope releases.
   */
  Tensor tensor();

  /** What {@link #tensor()} takes for a moment, its result included; 0 for a tensor. */
  long unpackingBytes();

  /** Whether {@link #tensor()} makes a tensor, which takes time and memory. */
  boolean isPacked();

  /** Adds an owner. */
  Weight retain();

  /** Puts retained numbers into the innermost open scope and gives up the retained ownership. */
  Weight release();

  @Override
  void close();
}
