package org.transformerbench.api.tuning;

import java.util.OptionalDouble;
import org.transformerbench.api.config.Require;

/**
 * The score of a trial on validation data. The better one is the greater one: by exact match where both have answers, then by loss.
 *
 * @param loss in nats per target, finite
 * @param exactMatch the share of whole answers that are right; empty where there are none
 */
public record TrialScore(double loss, OptionalDouble exactMatch) implements Comparable<TrialScore> {
    public TrialScore {
        Require.notNegative("loss", loss);
        Require.given("exactMatch", exactMatch);
    }

    @Override
    public int compareTo(TrialScore other) {
        if (exactMatch.isPresent() && other.exactMatch.isPresent()) {
            int byAnswers = Double.compare(exactMatch.getAsDouble(), other.exactMatch.getAsDouble());
            if (byAnswers != 0) {
                return byAnswers;
            }
        }
        return Double.compare(other.loss, loss);
    }
}
