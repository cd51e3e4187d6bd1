package org.dora4j.cli.quickstart;

import org.dora4j.report.Scores;
import org.dora4j.train.event.TrainFinish;

/**
 * What a quick start found out.
 *
 * @param scores tasks × before, LoRA, DoRA
 * @param lora how the LoRA run ended
 * @param dora how the DoRA run ended
 * @param seconds that everything took
 */
record QuickstartResult(Scores scores, TrainFinish lora, TrainFinish dora, double seconds) {}
