package org.dora4j.model.file;

import org.dora4j.torch.DType;

/**
 * Where a tensor lies in a file.
 *
 * @param offset first byte, counted from the beginning of the file
 * @param bytes size of the data
 */
record TensorEntry(String name, DType dtype, long[] shape, long offset, long bytes) {}
