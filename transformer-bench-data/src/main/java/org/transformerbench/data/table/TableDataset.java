package org.transformerbench.data.table;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TaskMetrics;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.TrainedModel;
import org.transformerbench.api.Vocabulary;

/** The data of one of the three tasks. */
final class TableDataset implements Dataset {
    private final UnitEncoding encoding;
    private final List<Targets> targets;
    private final boolean lossOnPrompt;
    private final List<SequencePart> parts;
    private final Map<Targets, List<ExampleSet>> examples = new EnumMap<>(Targets.class);
    private final int contextLength;
    private final String checksum;
    private final List<String> notes;
    /** One entry serves both modes where inputs are no targets. */
    private final Map<Boolean, List<ReferenceLine>> references = new HashMap<>();

    /**
     * @param targets the preferred mode first
     * @param parts training, validation and test
     * @param notes what there is to know of the rows
     */
    TableDataset(
            UnitEncoding encoding,
            List<Targets> targets,
            boolean lossOnPrompt,
            List<SequencePart> parts,
            String checksum,
            List<String> notes) {
        this.encoding = encoding;
        this.targets = targets;
        this.lossOnPrompt = lossOnPrompt;
        this.parts = parts;
        this.checksum = checksum;
        this.notes = notes;
        int longest = 0;
        Sequences all = parts.get(Split.TRAIN).all();
        for (int sequence = 0; sequence < all.count(); sequence++) {
            longest = Math.max(longest, all.length(sequence));
        }
        this.contextLength = longest - 1;
        for (Targets mode : targets) {
            examples.put(mode, parts.stream().map(part -> examples(part, mode)).toList());
        }
    }

    /** Returns what there is to know of the way in which the data was loaded. */
    List<String> notes() {
        return notes;
    }

    /** Returns a part by its number, such as {@link Split#TEST}. */
    SequencePart part(byte number) {
        return parts.get(number);
    }

    @Override
    public Vocabulary vocabulary() {
        return encoding.vocabulary();
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public List<Targets> targets() {
        return targets;
    }

    @Override
    public ExampleSet train(Targets mode) {
        return examples(Split.TRAIN, mode);
    }

    @Override
    public ExampleSet validation(Targets mode) {
        return examples(Split.VALIDATION, mode);
    }

    @Override
    public ExampleSet test(Targets mode) {
        return examples(Split.TEST, mode);
    }

    private ExampleSet examples(byte number, Targets mode) {
        return examples.get(mode).get(number);
    }

    private ExampleSet examples(SequencePart part, Targets mode) {
        boolean hasAnswers = encoding.layout() != Layout.LINES;
        return mode == Targets.EVERY
                ? new WholeSequences(part, contextLength, hasAnswers, lossOnPrompt)
                : new NextTokens(part, contextLength, hasAnswers);
    }

    /** Returns false: lines have no whole answers, but each of them ends. */
    @Override
    public boolean runningText() {
        return false;
    }

    @Override
    public Optional<String> dataChecksum() {
        return Optional.of(checksum);
    }

    @Override
    public Optional<TextEncoding> textEncoding() {
        return Optional.of(encoding);
    }

    @Override
    public Optional<TaskMetrics> taskMetrics(TrainedModel model, Targets mode) {
        return switch (encoding.layout()) {
            case LINES -> Optional.empty();
            case PAIRS -> Optional.of(AnswerMetrics.of(model, mode, part(Split.TEST)));
            case LABELS -> Optional.of(LabelMetrics.of(model, mode, part(Split.TEST), test(mode), vocabulary()));
        };
    }

    /** Returns the references, which are computed on first use. */
    @Override
    public synchronized List<ReferenceLine> references(Targets mode) {
        return references.computeIfAbsent(
                lossOnPrompt && mode == Targets.EVERY,
                onPrompt -> References.of(encoding.layout())
                        .of(part(Split.TRAIN), part(Split.VALIDATION), part(Split.TEST), vocabulary(), onPrompt));
    }
}
