package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.transformerbench.api.Slice;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TaskMetric;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.inference.Completer;
import org.transformerbench.api.inference.Completion;

/** The metrics of models that write outputs: the error rate per unit, and exact match by length of the input. */
final class AnswerMetrics {
    private static final int AT_ONCE = 1024;

    private AnswerMetrics() {}

    /** Has a model write the output of each sequence, until its end sign. */
    static TaskMetrics of(TrainedModel model, Targets mode, SequencePart part) {
        Sequences all = part.all();
        int longest = 1;
        for (int sequence = part.from(); sequence < part.to(); sequence++) {
            longest = Math.max(longest, all.answer(sequence));
        }
        Completer completer = new Completer(model, mode, OptionalInt.of(Layout.PAD), OptionalInt.of(Layout.END));
        long edits = 0;
        long units = 0;
        long[] rows = new long[part.slices().size()];
        long[] right = new long[rows.length];
        for (int from = part.from(); from < part.to(); from += AT_ONCE) {
            int to = Math.min(part.to(), from + AT_ONCE);
            List<int[]> prompts = new ArrayList<>();
            for (int sequence = from; sequence < to; sequence++) {
                int[] prompt = new int[all.prompt(sequence)];
                all.copy(sequence, prompt.length, prompt, 0);
                prompts.add(prompt);
            }
            List<Completion> written = completer.complete(prompts, longest);
            for (int sequence = from; sequence < to; sequence++) {
                int[] expected = PairReferences.answer(all, sequence);
                Completion found = written.get(sequence - from);
                edits += EditDistance.of(found.tokens(), expected);
                units += expected.length;
                int slice = part.sliceOf()[sequence];
                rows[slice]++;
                right[slice] += found.ended() && Arrays.equals(found.tokens(), expected) ? 1 : 0;
            }
        }
        List<TaskMetric> values = new ArrayList<>();
        values.add(TaskMetric.of("error rate per output unit", (double) edits / units));
        for (int i = 0; i < rows.length; i++) {
            Slice slice = part.slices().get(i);
            values.add(TaskMetric.share("exact match", slice, right[i], rows[i]));
        }
        return new TaskMetrics(values, Optional.empty());
    }
}
