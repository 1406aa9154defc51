package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.RunResult;

/**
 * A scope within which models are comparable: the same data under the same rules.
 *
 * @param task the task's id
 * @param taskConfig all values of its configuration
 * @param protocol the rules
 */
public record ComparisonScope(String task, ObjectNode taskConfig, Protocol protocol) {

    static ComparisonScope of(RunResult result) {
        return new ComparisonScope(
                result.spec().task(), result.spec().taskConfig(), result.spec().protocol());
    }
}
