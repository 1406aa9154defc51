package org.transformerbench.api;

/**
 * A part of an example set that is scored separately.
 *
 * @param group what the set is cut by, for example {@code "answer position"} or {@code "carries"}
 * @param name which part, for example {@code "2"}
 */
public record Slice(String group, String name) {}
