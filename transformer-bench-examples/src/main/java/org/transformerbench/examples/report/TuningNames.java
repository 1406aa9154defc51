package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.api.tuning.ModelTuning;

/**
 * The names of tunings: the model's id, and of several tunings of one model, what tells them apart: task, settings, budget, or at last
 * their number.
 */
final class TuningNames {
    /**
     * A tuning with its name among others.
     *
     * @param shared the name without a number
     * @param number among those of the same name, from 1; empty if there is no other one
     * @param tuning what is called so
     */
    record Named(String shared, OptionalLong number, ModelTuning tuning) {
        /** Returns a name that no other one has. */
        String name() {
            return number.isPresent() ? shared + ", search " + number.getAsLong() : shared;
        }
    }

    private TuningNames() {}

    /** Names the tunings of a comparison. */
    static List<Named> of(Comparison comparison) {
        Map<ComparisonScope, String> headings = new SectionHeadings(comparison).all();
        Function<ModelTuning, RunGroup> group = tuning -> comparison.groups().stream()
                .filter(each -> comparison.tunings(each).contains(tuning))
                .findFirst()
                .orElseThrow();
        return of(
                comparison.tunings(),
                List.of(
                        tuning -> headings.get(group.apply(tuning).key().scope()),
                        tuning -> "budget "
                                + comparison.effort(group.apply(tuning)).budget()));
    }

    /** Names tunings whose runs are not known. */
    static List<Named> of(List<ModelTuning> tunings) {
        return of(tunings, List.of(ModelTuning::task));
    }

    private static List<Named> of(List<ModelTuning> tunings, List<Function<ModelTuning, String>> details) {
        List<String> names =
                new ArrayList<>(tunings.stream().map(ModelTuning::model).toList());
        for (Function<ModelTuning, String> detail : details) {
            List<String> before = List.copyOf(names);
            for (int i = 0; i < names.size(); i++) {
                String name = before.get(i);
                long different = IntStream.range(0, before.size())
                        .filter(other -> before.get(other).equals(name))
                        .mapToObj(other -> detail.apply(tunings.get(other)))
                        .distinct()
                        .count();
                if (different > 1) {
                    names.set(i, name + ", " + detail.apply(tunings.get(i)));
                }
            }
        }
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            long alike = names.stream().filter(name::equals).count();
            long number = names.subList(0, i + 1).stream().filter(name::equals).count();
            named.add(new Named(name, alike == 1 ? OptionalLong.empty() : OptionalLong.of(number), tunings.get(i)));
        }
        return named;
    }
}
