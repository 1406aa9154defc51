package org.transformerbench.data.characters;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.ReferenceLine;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.TextEncoding;
import org.transformerbench.api.Vocabulary;

/** Training windows at every offset, and fixed windows for evaluation. */
final class CharacterDataset implements Dataset {
    private final Corpus corpus;
    private final int contextLength;
    private final TextPart train;
    private final TextPart validation;
    private final TextPart test;
    private final Map<Targets, int[]> validationStarts = new EnumMap<>(Targets.class);
    private final Map<Targets, int[]> testStarts = new EnumMap<>(Targets.class);
    private final Map<Targets, List<ReferenceLine>> references = new EnumMap<>(Targets.class);

    CharacterDataset(Corpus corpus, CharacterConfig config, SeedStreams seeds) {
        this.corpus = corpus;
        this.contextLength = config.contextLength();
        int characters = corpus.tokens().length;
        int heldOut = config.trainLength(characters);
        int middle = heldOut + config.validationLength(characters - heldOut);
        this.train = new TextPart(0, heldOut);
        this.validation = new TextPart(heldOut, middle);
        this.test = new TextPart(middle, characters);
        requireWindows(config);
        if (config.fixedCover()) {
            for (Targets targets : Targets.values()) {
                int stride = targets == Targets.EVERY ? contextLength : config.lastStride();
                validationStarts.put(targets, validation.cover(stride, contextLength));
                testStarts.put(targets, test.cover(stride, contextLength));
            }
        } else {
            RandomGenerator random = seeds.stream(SeedStreams.DATA);
            int[] drawnForValidation = validation.draw(config.evaluationWindows(), contextLength, random);
            int[] drawnForTest = test.draw(config.evaluationWindows(), contextLength, random);
            for (Targets targets : Targets.values()) {
                validationStarts.put(targets, drawnForValidation);
                testStarts.put(targets, drawnForTest);
            }
        }
    }

    private void requireWindows(CharacterConfig config) {
        boolean enough = train.windows(contextLength) > 0
                && test.windows(contextLength) > 0
                && (config.validationShare() == 0 || validation.windows(contextLength) > 0);
        if (!enough) {
            throw new DataException("The text " + corpus.name() + " is too short: of its " + corpus.tokens().length
                    + " characters " + train.length() + " are for training, " + validation.length()
                    + " for validation and " + test.length() + " for test; contextLength (" + contextLength
                    + ") needs at least " + (contextLength + 1L) + " in each");
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return corpus.vocabulary();
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public List<Targets> targets() {
        return List.of(Targets.EVERY, Targets.LAST);
    }

    @Override
    public Optional<String> dataChecksum() {
        return Optional.of(corpus.checksum());
    }

    @Override
    public Optional<TextEncoding> textEncoding() {
        return Optional.of(new CharacterTextEncoding(corpus.vocabulary()));
    }

    @Override
    public ExampleSet train(Targets targets) {
        return WindowExamples.all(corpus.tokens(), train, contextLength, targets);
    }

    @Override
    public ExampleSet validation(Targets targets) {
        return WindowExamples.at(corpus.tokens(), validation, validationStarts.get(targets), contextLength, targets);
    }

    @Override
    public ExampleSet test(Targets targets) {
        return WindowExamples.at(corpus.tokens(), test, testStarts.get(targets), contextLength, targets);
    }

    /** {@inheritDoc} They are computed on first use. */
    @Override
    public synchronized List<ReferenceLine> references(Targets targets) {
        return references.computeIfAbsent(
                targets,
                mode -> new CharacterReferences(corpus, contextLength, train, mode)
                        .lines(validationStarts.get(mode), testStarts.get(mode)));
    }
}
