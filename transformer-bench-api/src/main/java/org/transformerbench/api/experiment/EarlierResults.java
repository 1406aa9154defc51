package org.transformerbench.api.experiment;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;

/** Results of earlier runs, and whether they are still those that the same runs would have now. */
final class EarlierResults {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierResults.class);

    private final Map<String, RunResult> last = new HashMap<>();
    /** Data is asked once for each kind of targets: some takes long to answer. */
    private final Map<Dataset, Map<Targets, List<ReferenceLine>>> references = new IdentityHashMap<>();

    EarlierResults(Collection<RunResult> earlier) {
        ResultsFile.lastOfEachRun(earlier).forEach(result -> last.put(result.runId(), result));
    }

    /**
     * Logs one line for each reason why finished runs are made again.
     *
     * @return the results of those runs that need not be made again
     */
    Map<String, RunResult> of(Map<String, RunPlan<?>> plans) {
        Map<String, RunResult> valid = new LinkedHashMap<>();
        Map<String, Integer> reasons = new LinkedHashMap<>();
        plans.forEach((runId, plan) -> {
            RunResult result = last.get(runId);
            if (result != null && result.outcome().finished()) {
                Optional<String> difference = difference(result, plan);
                difference.ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
                if (difference.isEmpty()) {
                    valid.put(runId, result);
                }
            }
        });
        reasons.forEach((reason, runs) -> LOG.warn(
                "{} made again, although the result is there: {}",
                runs == 1 ? "1 run is" : runs + " runs are",
                reason));
        return valid;
    }

    private Optional<String> difference(RunResult result, RunPlan<?> plan) {
        return Fingerprints.difference(result.provenance().fingerprints(), Optional.of(plan.fingerprints()))
                .or(() -> referencesDiffer(result, plan)
                        ? Optional.of("the reference lines of the data have changed")
                        : Optional.empty());
    }

    /** Those of a task of this library are known by its code and its data; others may come from anywhere. */
    private boolean referencesDiffer(RunResult result, RunPlan<?> plan) {
        boolean known = plan.fingerprints()
                .task()
                .filter(code -> code.startsWith(Fingerprints.BUILT_IN))
                .isPresent();
        return !known
                && !result.measurements()
                        .references()
                        .equals(references
                                .computeIfAbsent(plan.data(), data -> new EnumMap<>(Targets.class))
                                .computeIfAbsent(plan.targets(), targets -> plan.references()));
    }
}
