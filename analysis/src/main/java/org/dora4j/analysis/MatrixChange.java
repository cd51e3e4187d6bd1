package org.dora4j.analysis;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What training did to one matrix W_0 [out, in] by one checkpoint W_t.
 *
 * @param series name of the run
 * @param method that made the checkpoint
 * @param checkpoint its name
 * @param step optimiser steps done, where known
 * @param layer number of the block, from 0
 * @param module such as {@code q_proj}
 * @param deltaM ΔM, mean over the units of |m_t − m_0|
 * @param deltaD ΔD, mean over the units of 1 − cos
 * @param magnitudes how |m_t − m_0| spreads
 * @param directions how 1 − cos spreads
 * @param changeNorm ‖W_t − W_0‖, Frobenius
 * @param relativeChange the same by ‖W_0‖
 * @param update the low-rank update; empty for whole models and magnitudes alone
 * @param cosineToPrevious cosine of W_t − W_0 and the same of the series' checkpoint before; empty
 *     for the first, and where one of them is zero
 */
public record MatrixChange(
    String series,
    String method,
    String checkpoint,
    OptionalInt step,
    int layer,
    String module,
    double deltaM,
    double deltaD,
    Quantiles magnitudes,
    Quantiles directions,
    double changeNorm,
    double relativeChange,
    Optional<UpdateSize> update,
    OptionalDouble cosineToPrevious) {}
