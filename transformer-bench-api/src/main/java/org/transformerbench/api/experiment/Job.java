package org.transformerbench.api.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.transformerbench.api.Trainer;
import org.transformerbench.api.TrainingSpec;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Json;

/**
 * All that is needed for one run.
 *
 * @param comparison the title of what it belongs to; no part of the id, so that a new title repeats no run
 */
record Job<C extends Record>(
        String taskId, Record taskConfig, Trainer trainer, RunPlan<C> plan, Optional<String> comparison) {

    ObjectNode taskValues() {
        return new Configs().write(taskConfig);
    }

    /** Empty if the model could not be asked. */
    ObjectNode modelValues() {
        return plan.resolved()
                .map(TrainingSpec::config)
                .map(config -> new Configs().write(config))
                .orElseGet(Json.mapper()::createObjectNode);
    }

    ObjectNode trainingValues() {
        return new Configs().write(plan.training());
    }

    /** The same for the same work; machine, time and number of threads do not matter. */
    String runId() {
        ObjectNode specification = Json.mapper().createObjectNode();
        specification.put("task", taskId);
        specification.set("taskConfig", taskValues());
        specification.put("model", plan.model().id());
        specification.set("modelConfig", modelValues());
        specification.put("trainer", trainer.id());
        specification.set("trainingConfig", trainingValues());
        specification.set("protocol", new Configs().write(plan.protocol()));
        specification.put("targets", plan.targets().name());
        specification.put("seed", plan.seed());
        return RunId.of(specification);
    }
}
