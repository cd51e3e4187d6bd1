package org.dora4j.train.event;

import java.nio.file.Path;

/**
 * A complete checkpoint.
 *
 * @param step after which it was made
 * @param folder that holds it
 */
public record CheckpointSaved(int step, Path folder) {}
