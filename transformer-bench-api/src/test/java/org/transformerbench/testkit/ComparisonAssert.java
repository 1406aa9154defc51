package org.transformerbench.testkit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.PairedDifference;
import org.transformerbench.api.statistics.RunGroup;

/**
 * Assertions about the comparison of several runs: a difference counts only if an exact test over seeds, corrected for all pairs of models,
 * and the number of test items leave no doubt.
 */
public final class ComparisonAssert extends AbstractAssert<ComparisonAssert, Comparison> {

    ComparisonAssert(Comparison actual) {
        super(actual, ComparisonAssert.class);
    }

    /**
     * Asserts a verdict by {@link Comparison#primaryMetric}: exact match, or test loss where there are no whole answers. It takes at
     * least four seeds of two models, and more of more: {@link PairedDifference#better()}.
     *
     * @param model the id, or the {@linkplain Comparison#name name}, of the better model
     * @param other of the worse one
     * @return this; fails where one task of several does not say so
     */
    public ComparisonAssert findsBetter(String model, String other) {
        isNotNull();
        requireScenes(model, other);
        actual.scopes().forEach(scope -> findsBetter(scope, actual.primaryMetric(scope), model, other));
        return this;
    }

    /**
     * Asserts a verdict by any metric.
     *
     * @param model the id, or the {@linkplain Comparison#name name}, of the better model
     * @param other of the worse one
     * @param metric what is compared
     * @return this; fails where one task of several does not say so
     */
    public ComparisonAssert findsBetter(String model, String other, Metric metric) {
        isNotNull();
        requireScenes(model, other);
        actual.scopes().forEach(scope -> findsBetter(scope, metric, model, other));
        return this;
    }

    private void requireScenes(String model, String other) {
        if (actual.scopes().isEmpty()) {
            fail(model, other, "no run at all");
        }
    }

    private void findsBetter(ComparisonScope scope, Metric metric, String model, String other) {
        Optional<PairedDifference> pair = actual.differences(scope, metric).stream()
                .filter(each -> is(each.first(), model) && is(each.second(), other)
                        || is(each.first(), other) && is(each.second(), model))
                .findFirst();
        if (pair.isEmpty()) {
            List<String> known = actual.best(scope).stream().map(actual::name).toList();
            fail(
                    model,
                    other,
                    "not both have " + metric.displayName() + " with a seed in common; models here: " + known);
            return;
        }
        PairedDifference found = pair.get();
        if (found.better().filter(better -> is(better, model)).isEmpty()) {
            String runs = Stream.concat(found.first().runs().stream(), found.second().runs().stream())
                    .map(run -> "\n  " + RunText.name(run) + ": " + metric.displayName() + " "
                            + metric.of(run).stream()
                                    .mapToObj(RunText::number)
                                    .findFirst()
                                    .orElse("missing"))
                    .collect(Collectors.joining());
            fail(model, other, found.verdict(actual.name(found.first()), actual.name(found.second())) + runs);
        }
    }

    private boolean is(RunGroup group, String model) {
        return group.key().model().equals(model) || actual.name(group).equals(model);
    }

    private void fail(String model, String other, String found) {
        failWithMessage("%nExpected: %s is better than %s%nbut was:  %s", model, other, found);
    }
}
