package org.dora4j.model.gguf;

/**
 * Where a tensor lies in a GGUF file.
 *
 * @param shape row-major, i.e. the file's dimensions reversed
 * @param offset first byte, counted from the beginning of the file
 * @param bytes size of the data
 */
public record GgufTensor(String name, GgufType type, long[] shape, long offset, long bytes) {}
