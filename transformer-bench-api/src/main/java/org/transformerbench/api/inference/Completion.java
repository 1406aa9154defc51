package org.transformerbench.api.inference;

/**
 * The tokens that a model wrote after a prompt. The array is not copied.
 *
 * @param tokens token ids, without the end token
 * @param ended whether the model wrote the end token; if not, it was stopped because its text became too long
 * @param probability the product of the probabilities of all that it wrote, the end token included, each given what was before
 *     it; in [0, 1]
 */
public record Completion(int[] tokens, boolean ended, double probability) {}
