package org.transformerbench.models.engine;

import java.util.List;

/**
 * Operations without kernel that ND4J computes together, for the whole batch since they might mix its examples.
 *
 * @param output the only variable of it that is read elsewhere
 * @param operations the nodes' ids, in the order of the graph's definition
 * @param names what SameDiff calls their operations, each once
 * @param hidden hidden states that it reads
 * @param parameters the parameters that it reads
 * @param placeholders tokens and dropout masks that it reads
 */
record Region(
        String output,
        List<String> operations,
        List<String> names,
        List<String> hidden,
        List<String> parameters,
        List<String> placeholders) {}
