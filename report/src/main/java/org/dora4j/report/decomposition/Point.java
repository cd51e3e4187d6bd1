package org.dora4j.report.decomposition;

/**
 * One matrix at one checkpoint.
 *
 * @param series name of the run
 * @param checkpoint name of the checkpoint
 * @param layer from 0
 * @param module such as {@code q_proj}
 * @param deltaM change of magnitude
 * @param deltaD change of direction
 */
record Point(
    String series, String checkpoint, int layer, String module, double deltaM, double deltaD) {}
