/**
 * Statistics over several runs: estimates over seeds, differences between models, verdicts where seeds and test items allow them, and a
 * recommendation in short sentences.
 *
 * <p>Begin with {@link org.transformerbench.api.statistics.Comparison}. It groups runs into
 * {@link org.transformerbench.api.statistics.RunGroup}s, which have means with intervals, interquartile means, success rates and times to a
 * target. {@link org.transformerbench.api.statistics.PairedDifference} holds a verdict: it counts if an exact permutation test, corrected by
 * Holm over all pairs of a report, says so at 5 %, if test items do not leave the difference to chance, and if both models had equal
 * budgets and were tuned alike. {@link org.transformerbench.api.statistics.SequentialSeeds} decides when to stop adding seeds, and
 * {@link org.transformerbench.api.statistics.Recommendation} says which model to take. All intervals are at 95 %, each for itself.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.statistics;

import org.apiguardian.api.API;
