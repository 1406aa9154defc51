package org.transformerbench.api.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.transformerbench.api.config.Require;

/**
 * Asynchronous successive halving: a configuration goes on to the next rung as soon as it is among the best
 * 1/reduction of those that have a score on its rung, without waiting for the rung to be full; where none may, a new
 * configuration begins. Source: Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020, algorithm 2.
 *
 * <p>To be used by one thread. Which job comes next follows from the order of the reports alone.
 */
public final class SuccessiveHalving {
    /**
     * A piece of work: the training of a configuration up to a rung.
     *
     * @param candidate the number of the configuration, from 0
     * @param rung from 0
     */
    public record Job(int candidate, int rung) {}

    private record Scored(int candidate, Optional<TrialScore> score) {}

    /** The order of jobs, the best first: of equal scores the earlier configuration, and those without a score last. */
    private static final Comparator<Scored> BEST_FIRST = Comparator.comparing(
                    (Scored scored) -> scored.score,
                    Comparator.comparing((Optional<TrialScore> score) -> score.isEmpty())
                            .thenComparing(
                                    score -> score.orElse(null), Comparator.nullsLast(Comparator.reverseOrder())))
            .thenComparing(Scored::candidate);

    private final int reduction;
    private final int candidates;
    private final List<List<Scored>> scored = new ArrayList<>();
    private final List<Set<Integer>> promoted = new ArrayList<>();
    private int begun;

    /**
     * Creates a search before its first job.
     *
     * @param candidates the most configurations
     * @param rungs at least 1; the last one has the full budget
     * @param reduction at least 2
     */
    public SuccessiveHalving(int candidates, int rungs, int reduction) {
        Require.atLeast("candidates", candidates, 1);
        Require.atLeast("rungs", rungs, 1);
        Require.atLeast("reduction", reduction, 2);
        this.candidates = candidates;
        this.reduction = reduction;
        for (int rung = 0; rung < rungs; rung++) {
            scored.add(new ArrayList<>());
            promoted.add(new HashSet<>());
        }
    }

    /**
     * Begins the next job.
     *
     * @return the job; empty if there is none before another report, or none at all
     */
    public Optional<Job> next() {
        for (int rung = scored.size() - 2; rung >= 0; rung--) {
            Optional<Integer> best = promotable(rung);
            if (best.isPresent()) {
                promoted.get(rung).add(best.get());
                return Optional.of(new Job(best.get(), rung + 1));
            }
        }
        return begun < candidates ? Optional.of(new Job(begun++, 0)) : Optional.empty();
    }

    private Optional<Integer> promotable(int rung) {
        List<Scored> all = scored.get(rung);
        return all.stream()
                .sorted(BEST_FIRST)
                .limit(all.size() / reduction)
                .filter(each -> each.score.isPresent())
                .map(Scored::candidate)
                .filter(candidate -> !promoted.get(rung).contains(candidate))
                .findFirst();
    }

    /**
     * Reports the end of a job.
     *
     * @param job one that was begun
     * @param score on validation data; empty if the training diverged or failed
     */
    public void report(Job job, Optional<TrialScore> score) {
        scored.get(job.rung()).add(new Scored(job.candidate(), score));
    }

    /**
     * Returns the share of the full budget at which a rung ends.
     *
     * @param rung from 0
     * @return above 0, 1 for the last rung
     */
    public double share(int rung) {
        return Math.pow(reduction, rung - (scored.size() - 1.0));
    }

    /**
     * Returns the best configuration of the highest rung that has one with a score.
     *
     * @return its last job; empty if no job has a score
     */
    public Optional<Job> winner() {
        for (int rung = scored.size() - 1; rung >= 0; rung--) {
            Optional<Scored> best = scored.get(rung).stream()
                    .filter(each -> each.score.isPresent())
                    .min(BEST_FIRST);
            if (best.isPresent()) {
                return Optional.of(new Job(best.get().candidate, rung));
            }
        }
        return Optional.empty();
    }
}
