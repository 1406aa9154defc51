package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.statistics.Estimate;
import org.transformerbench.api.statistics.Metric;
import org.transformerbench.api.statistics.Recommendation;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Items;
import org.transformerbench.examples.report.Document.Paragraph;

/** The section that answers in words which model to take. */
final class AnswerPart {
    private static final int MAX_VERDICTS = 15;

    private final ScopeView view;

    AnswerPart(ScopeView view) {
        this.view = view;
    }

    /** Returns the answer as one paragraph, which begins with the recommendation. */
    String answer() {
        return recommendation()
                .map(text ->
                        text + fastest(view.comparison().ranked(view.scope()).get(0)) + unlearned())
                .orElse("No run has a result on test data.");
    }

    private Optional<String> recommendation() {
        return view.comparison().recommendation(view.scope()).map(Recommendation::text);
    }

    /** Returns the recommendation with the costs behind it, with which the section ends. */
    List<Block> conclusion() {
        List<Block> blocks = new ArrayList<>();
        recommendation().ifPresent(text -> {
            blocks.add(new Heading("Which model to take"));
            blocks.add(new CostTable(view).table());
            blocks.add(new Paragraph(text));
        });
        return blocks;
    }

    private String fastest(RunGroup best) {
        List<RunGroup> timed = view.best().stream()
                .filter(group -> micros(group) > 0 && Double.isFinite(micros(group)))
                .sorted(Comparator.comparingDouble(AnswerPart::micros))
                .toList();
        if (timed.size() < 2 || Numbers.brief(micros(timed.get(0))).equals(Numbers.brief(micros(timed.get(1))))) {
            return "";
        }
        RunGroup first = timed.get(0);
        if (timed.stream().skip(1).anyMatch(group -> !bound(group).isEmpty())) {
            return ""; // One that was too short to be measured may be faster.
        }
        String speed =
                (bound(first).isEmpty() ? "" : "at most ") + Numbers.brief(micros(first)) + " microseconds per example";
        return first == best
                ? " It also trains fastest, in " + speed + "."
                : " Fastest in training: " + view.name(first) + " with " + speed
                        + (timed.contains(best)
                                ? ", against " + Numbers.brief(micros(best)) + " of " + view.name(best)
                                : "")
                        + ".";
    }

    private static String bound(RunGroup group) {
        return ResultTable.bound(group.successfulRuns());
    }

    private static double micros(RunGroup group) {
        return group.estimate(Metric.MICROS_PER_EXAMPLE).map(Estimate::mean).orElse(0.0);
    }

    private String unlearned() {
        List<String> names = view.best().stream()
                .filter(group -> !group.unbeatenReferences().isEmpty())
                .map(group -> view.name(group) + " ("
                        + group.unbeatenReferences().stream()
                                .map(ReferenceLine::name)
                                .collect(Collectors.joining(", "))
                        + ")")
                .toList();
        return names.isEmpty()
                ? ""
                : " No better than a reference line that needs no training: " + String.join(", ", names) + ".";
    }

    /** Returns the verdict for each pair of models. */
    List<Block> verdicts() {
        List<String> verdicts = view.comparison().verdicts(view.scope());
        if (verdicts.isEmpty()) {
            return List.of();
        }
        List<String> items = new ArrayList<>(verdicts.subList(0, Math.min(MAX_VERDICTS, verdicts.size())));
        if (verdicts.size() > items.size()) {
            items.add("and " + (verdicts.size() - items.size()) + " more pairs.");
        }
        return List.of(new Heading("Pair by pair"), new Items(items), new Paragraph(explanation()));
    }

    private String explanation() {
        return "A model is better if an exact permutation test says so at 5 %, corrected by Holm over all pairs, and for shares also"
                + " the 95 % interval over all test items; runs with unequal budgets or tuning get no verdict. Which of two"
                + " permutation tests is used, paired by seed or not, depends on the number of seeds and pairs alone."
                + view.comparison().seeds().map(rule -> " " + rule.correction()).orElse("");
    }
}
