package org.transformerbench.examples.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.api.result.RunResult;

/**
 * The first value in which two results of one run differ that should be equal wherever and whenever the run is made.
 *
 * @param field the way to it, as {@code measurements.lastEvaluation.test.loss}
 * @param first its value in the first result
 * @param second its value in the second one
 */
record ResultDifference(String field, String first, String second) {
    /** Values that tell when, where, how fast and with which faults the run was made. */
    private static final Set<String> OF_THE_MACHINE = Set.of(
            // Runs of one id have the same specification, but for where their files are.
            "spec",
            "provenance",
            "curve[].trainingSeconds",
            "measurements.training.measuredSteps",
            "measurements.training.trainingSeconds",
            "measurements.training.evaluationSeconds",
            "measurements.training.microsPerExample",
            "measurements.training.targetsPerSecond",
            "measurements.inference",
            "measurements.warmUp",
            "measurements.listenerFailures");

    private static final String NOTHING = "nothing";

    /** Returns the first difference; empty if the results are equal but for times and machine. */
    static Optional<ResultDifference> between(RunResult first, RunResult second) {
        Configs configs = new Configs();
        return between("", configs.write(first), configs.write(second));
    }

    private static Optional<ResultDifference> between(String place, JsonNode first, JsonNode second) {
        if (first.equals(second) || OF_THE_MACHINE.contains(place.replaceAll("\\[[0-9]+]", "[]"))) {
            return Optional.empty();
        }
        if (first.isObject() && second.isObject()) {
            return ofFields(place, first, second);
        }
        if (first.isArray() && second.isArray()) {
            return ofElements(place, first, second);
        }
        return Optional.of(new ResultDifference(place, text(first), text(second)));
    }

    private static Optional<ResultDifference> ofFields(String place, JsonNode first, JsonNode second) {
        Set<String> names = new LinkedHashSet<>();
        first.fieldNames().forEachRemaining(names::add);
        second.fieldNames().forEachRemaining(names::add);
        Iterator<String> each = names.iterator();
        Optional<ResultDifference> found = Optional.empty();
        while (found.isEmpty() && each.hasNext()) {
            String name = each.next();
            found = between(place.isEmpty() ? name : place + "." + name, first.path(name), second.path(name));
        }
        return found;
    }

    private static Optional<ResultDifference> ofElements(String place, JsonNode first, JsonNode second) {
        Optional<ResultDifference> found = Optional.empty();
        int longest = Math.max(first.size(), second.size());
        for (int i = 0; found.isEmpty() && i < longest; i++) {
            found = between(place + "[" + i + "]", first.path(i), second.path(i));
        }
        return found;
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? NOTHING : Excerpt.of(value.toString());
    }
}
