package org.transformerbench.api.training;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.transformerbench.api.result.CurvePoint;
import org.transformerbench.api.result.Metrics;
import org.transformerbench.api.result.Outcome;

/**
 * The loss of a model that knows nothing: equal probabilities for all V tokens cost ln V nats per target. A run is
 * {@linkplain Outcome.Kind#WORSE_THAN_GUESSING worse than guessing} if, at its end, all of this holds:
 *
 * <ul>
 *   <li>the loss of the last training batch or that of the held-out data is above twice ln V, and above ln V by more than
 *       1 nat. A sound model begins within half a nat of ln V (the contract of models demands it): ten per cent would not
 *       do, hugging-face-gpt begins at 3.20 where ln 16 is 2.77. At the other end, a learning rate of 1 or 10 holds
 *       Transformers at ten to a thousand times ln V, so that little depends on where in between the border is;
 *   <li>neither of the two is below ln V. A model that knows its training data by heart can be surprised by other data as
 *       much as that; it has learned something, and its loss there says how little that is worth. One that had an unlucky
 *       last batch has learned something too. But a rate of 10 can leave a model at 25,693 nats on its last batch and, one
 *       step later, at 2.91 on held-out data: that is one that guesses by chance, not one that has learned;
 *   <li>it has made at least {@value #MIN_STEPS} steps. AdamW moves every weight by the whole learning rate in its first
 *       step, and the loss may jump: mlp at 0.1 has 2.8, 7.6, 3.4 and 1.7 nats in its first four steps, and goes on to learn;
 *   <li>the higher of the two is not below the loss of the first step. A model whose initial values are far from ln V may
 *       be on its way down when a short run ends.
 * </ul>
 */
final class Guessing {
    private static final double FACTOR = 2;
    private static final double MIN_NATS = 1;
    private static final int MIN_STEPS = 10;

    private final double loss;

    /**
     * @param vocabularySize V
     */
    Guessing(int vocabularySize) {
        loss = Math.log(vocabularySize);
    }

    private boolean farAbove(double nats) {
        return nats > Math.max(FACTOR * loss, loss + MIN_NATS);
    }

    /**
     * @param first the loss of the first step; empty if it is not known
     * @param last the evaluation of the end
     * @param heldOut validation or test data of the end; empty if there is none
     * @return the outcome of a run that is worse than guessing, else empty
     */
    Optional<Outcome> judge(Outcome end, OptionalDouble first, CurvePoint last, Optional<Metrics> heldOut) {
        double train = last.train().loss();
        double other = heldOut.map(Metrics::loss).orElse(train);
        double higher = Math.max(train, other);
        if (last.step() < MIN_STEPS
                || !farAbove(higher)
                || Math.min(train, other) < loss
                || first.isPresent() && higher < first.getAsDouble()) {
            return Optional.empty();
        }
        return Optional.of(Outcome.worseThanGuessing(String.format(
                Locale.ROOT,
                "the training loss was %.4f%s at step %d, guessing has %.4f; the end: %s",
                train,
                heldOut.map(data -> String.format(Locale.ROOT, " and that of held-out data %.4f", data.loss()))
                        .orElse(""),
                last.step(),
                loss,
                end.reason())));
    }
}
