package org.dora4j.data.chat;

/**
 * A part of a text.
 *
 * @param start first character (UTF-16 unit) that belongs to it
 * @param end first character behind it
 */
public record Span(int start, int end) {}
