package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.result.Sample;
import org.transformerbench.api.statistics.RunGroup;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Heading;
import org.transformerbench.examples.report.Document.Samples;
import org.transformerbench.examples.report.Document.Written;

/** The section of texts that models generated, wrong answers first. */
final class SamplePart {
    private static final int MAX_SAMPLES = 8;

    private final ScopeView view;

    SamplePart(ScopeView view) {
        this.view = view;
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (RunGroup group : view.best()) {
            Optional<RunResult> run = group.runs().stream()
                    .filter(result -> !result.measurements().samples().isEmpty())
                    .findFirst();
            run.ifPresent(result -> blocks.add(new Samples(
                    view.fullName(group) + ", seed " + result.spec().seed(),
                    result.measurements().samples().stream()
                            .map(SamplePart::written)
                            .sorted(Comparator.comparing(
                                    sample -> !sample.verdict().equals("wrong")))
                            .limit(MAX_SAMPLES)
                            .toList())));
        }
        if (!blocks.isEmpty()) {
            blocks.add(0, new Heading("What the models wrote"));
        }
        return blocks;
    }

    private static Written written(Sample sample) {
        String verdict = sample.expected()
                .map(expected -> expected.equals(sample.written()) ? "correct" : "wrong")
                .orElse("");
        return new Written(sample.prompt(), sample.written(), sample.expected(), verdict);
    }
}
