package org.transformerbench.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.result.RunResult;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;
import org.transformerbench.examples.report.Document.Block;
import org.transformerbench.examples.report.Document.Section;

/** A factory of documents from results: one section per task and protocol. */
final class Documents {
    private Documents() {}

    /**
     * Creates the document of results about which nothing else is known.
     *
     * @param results at least one
     */
    static Document of(List<RunResult> results) {
        return of(Comparison.of(results));
    }

    /**
     * Creates the document.
     *
     * @param comparison of at least one result, with the tunings that chose the values of its runs
     */
    static Document of(Comparison comparison) {
        Map<ComparisonScope, String> headings = new SectionHeadings(comparison).all();
        List<String> answers = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        for (ComparisonScope scope : comparison.scopes()) {
            ScopeView view = new ScopeView(comparison, scope);
            AnswerPart answer = new AnswerPart(view);
            answers.add(answer.answer());
            List<Block> blocks = new ArrayList<>();
            blocks.addAll(new ResultPart(view).blocks());
            blocks.addAll(answer.verdicts());
            blocks.addAll(new SeedPart(view).blocks());
            blocks.addAll(new CurvePart(view).blocks());
            blocks.addAll(new BudgetPart(view).blocks());
            blocks.addAll(new SpeedPart(view).blocks());
            blocks.addAll(new SlicePart(view).blocks());
            blocks.addAll(new TaskMetricsPart(view).blocks());
            blocks.addAll(new SamplePart(view).blocks());
            blocks.addAll(new SettingsPart(view).blocks());
            blocks.addAll(answer.conclusion());
            sections.add(new Section(headings.get(scope), blocks));
        }
        TuningPart tuningPart = new TuningPart(TuningNames.of(comparison));
        List<Block> tuning = tuningPart.blocks();
        if (!tuning.isEmpty()) {
            answers.add(tuningPart.answer());
            sections.add(new Section("Tuning", tuning));
        }
        return new Document(title(comparison), answers, sections);
    }

    /** Returns the study's title, if all runs were made for one that has a title. */
    static String title(Comparison comparison) {
        List<Optional<String>> titles = comparison.groups().stream()
                .flatMap(group -> group.runs().stream())
                .map(run -> run.provenance().study())
                .distinct()
                .toList();
        String general = comparison.scopes().size() == 1
                ? "Model comparison: " + comparison.scopes().get(0).task()
                : "Model comparison";
        return titles.size() == 1 ? titles.get(0).orElse(general) : general;
    }
}
