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
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.result.Fingerprints;
import org.transformerbench.api.result.ResultsFile;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.run.RunSpec;

/** Results of earlier runs, and whether they are still those that the same runs would have now. */
final class EarlierResults {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierResults.class);

    private final Map<String, RunResult> last = new HashMap<>();
    /** The last results by the id of the run with the place of its files and not their content, which may have changed since. */
    private final Map<String, RunResult> lastOfAnyFiles = new HashMap<>();
    /** Data is asked once for each kind of targets: some takes long to answer. */
    private final Map<Dataset, Map<Targets, List<ReferenceLine>>> references = new IdentityHashMap<>();

    EarlierResults(Collection<RunResult> earlier) {
        ResultsFile.lastOfEachRun(earlier).forEach(result -> {
            last.put(result.runId(), result);
            lastOfAnyFiles.put(idWithoutFiles(result.spec()), result);
        });
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
            if (result == null) {
                changedFiles(plan.spec()).ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
            }
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

    static String idWithoutFiles(RunSpec spec) {
        return spec.withDataChecksum(Optional.empty()).runId();
    }

    /** Such a run has another id, and its result stands beside the earlier one. */
    private Optional<String> changedFiles(RunSpec spec) {
        return Optional.ofNullable(lastOfAnyFiles.get(idWithoutFiles(spec)))
                .filter(result -> result.outcome().finished())
                .map(result -> result.spec()
                        .dataChecksum()
                        .map(then -> spec.dataChecksum().equals(Optional.of(then))
                                ? "it is known by the path of its data, as an earlier version wrote it"
                                : dataHasChanged(then, spec))
                        .orElse("it does not say which files it is of"))
                .map(reason -> reason + ", and both results are kept");
    }

    /** Returns the words for data that is in the place where a run found other data. */
    static String dataHasChanged(String then, RunSpec now) {
        return "the data has changed (then " + Sha256.brief(then) + ", now "
                + now.dataChecksum().map(Sha256::brief).orElse("without a checksum") + ")";
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
