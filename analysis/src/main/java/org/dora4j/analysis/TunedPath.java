package org.dora4j.analysis;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Where the weights after some training are.
 *
 * @param name of the checkpoint, e.g. {@code step-000100}
 * @param step optimiser steps done; empty where nobody knows
 * @param path folder of an adapter, or folder or GGUF file of a whole model
 * @param wholeModel which of the two
 */
public record TunedPath(String name, OptionalInt step, Path path, boolean wholeModel) {}
