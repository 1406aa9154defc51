package org.transformerbench.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.transformerbench.api.Batch;
import org.transformerbench.api.ConfusionMatrix;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TaskMetric;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;

/** The metrics of models that find classes: macro-F1, and which class was taken for which. */
final class LabelMetrics {
    private static final int MAX_LOGITS = 1 << 22;
    /** With more classes a matrix is not for readers. */
    private static final int MAX_CLASSES = 100;

    private LabelMetrics() {}

    /**
     * Finds the most likely class of each sequence, among the classes alone.
     *
     * @param examples of the part, one for each sequence
     */
    static TaskMetrics of(
            TrainedModel model, Targets mode, SequencePart part, ExampleSet examples, Vocabulary vocabulary) {
        ClassIndex classes = new ClassIndex(part.all(), vocabulary);
        List<String> names = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            names.add(vocabulary.tokens().get(classes.token(label)).substring(Layout.LABEL_MARK.length()));
        }
        // Classes that training does not have are one more row, and the names of classes are not those of signs.
        names.add(vocabulary.tokens().get(Layout.UNKNOWN));
        long[][] counts = new long[names.size()][names.size()];
        int perExample = examples.targetsPerExample() * vocabulary.size();
        int rows = Math.max(1, MAX_LOGITS / perExample);
        for (int from = 0; from < part.count(); from += rows) {
            int to = Math.min(part.count(), from + rows);
            Batch batch = examples.batch(LongStream.range(from, to).toArray());
            float[] logits = model.logits(batch.tokens(), batch.positions(), mode);
            for (int row = 0; row < to - from; row++) {
                int sequence = part.from() + from + row;
                int output = mode == Targets.EVERY ? part.all().prompt(sequence) - 1 : 0;
                int offset = row * perExample + output * vocabulary.size();
                int best = 0;
                for (int label = 1; label < classes.size(); label++) {
                    best = logits[offset + classes.token(label)] > logits[offset + classes.token(best)] ? label : best;
                }
                int label = classes.of(sequence);
                counts[label < 0 ? classes.size() : label][best]++;
            }
        }
        ConfusionMatrix confusion = withoutUnknown(names, counts);
        return new TaskMetrics(
                List.of(TaskMetric.of("macro-F1", confusion.macroF1())),
                Optional.of(confusion).filter(matrix -> matrix.labels().size() <= MAX_CLASSES));
    }

    /** Drops the last row and column where nothing is in it. */
    private static ConfusionMatrix withoutUnknown(List<String> names, long[][] counts) {
        int last = names.size() - 1;
        if (LongStream.of(counts[last]).sum() > 0) {
            return ConfusionMatrix.of(names, counts);
        }
        long[][] kept = new long[last][last];
        for (int row = 0; row < last; row++) {
            System.arraycopy(counts[row], 0, kept[row], 0, last);
        }
        return ConfusionMatrix.of(names.subList(0, last), kept);
    }
}
