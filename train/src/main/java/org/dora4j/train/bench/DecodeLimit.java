package org.dora4j.train.bench;

/**
 * What bounds decoding from below: reading a prompt costs 2 operations for each weight of the
 * linear layers (the head only for its last token), and each further token takes all weights
 * through memory once, however many texts are written at a time, or their operations where these
 * take longer. Attention and the cache are not counted.
 *
 * @param blockWeights of the linear layers without the head
 * @param headWeights of the head
 * @param weightBytes bytes of a weight
 * @param matrixRate operations per second of a large product
 * @param memoryRate bytes read and written per second
 */
record DecodeLimit(
    long blockWeights, long headWeights, int weightBytes, double matrixRate, double memoryRate) {

  /** Seconds that a round takes at least. */
  double seconds(DecodeWork work) {
    double texts = (double) work.batch() * work.beams();
    double prompts =
        2.0 * work.batch() * ((double) blockWeights * work.promptLength() + headWeights);
    double weights = (double) blockWeights + headWeights;
    double reading = weights * weightBytes / memoryRate;
    double computing = 2.0 * weights * texts / matrixRate;
    return prompts / matrixRate + (work.newTokens() - 1) * Math.max(reading, computing);
  }
}
