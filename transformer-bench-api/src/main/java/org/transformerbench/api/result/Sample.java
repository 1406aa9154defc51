package org.transformerbench.api.result;

import java.util.Optional;

/**
 * A text that a trained model wrote.
 *
 * @param prompt what it was given
 * @param written what it wrote
 * @param expected the correct answer; empty where there is none, as for running text
 */
public record Sample(String prompt, String written, Optional<String> expected) {}
