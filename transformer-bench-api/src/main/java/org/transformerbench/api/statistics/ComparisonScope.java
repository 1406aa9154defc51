package org.transformerbench.api.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;

/**
 * A scope within which models are comparable: the same data under the same rules.
 *
 * @param task the task's id
 * @param taskConfig all values of its configuration
 * @param dataChecksum of the files that the data was read from, as in {@link org.transformerbench.api.run.RunSpec#dataChecksum()}
 * @param protocol the rules
 */
public record ComparisonScope(String task, ObjectNode taskConfig, Optional<String> dataChecksum, Protocol protocol) {

    static ComparisonScope of(RunResult result) {
        RunSpec spec = result.spec();
        return new ComparisonScope(spec.task(), spec.taskConfig(), spec.dataChecksum(), spec.protocol());
    }
}
