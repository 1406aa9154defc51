package org.transformerbench.data.characters;

import java.util.List;
import java.util.random.RandomGenerator;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Dataset;
import org.transformerbench.api.ExampleSet;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.Targets;
import org.transformerbench.api.Vocabulary;

/** Training windows at every offset, and fixed windows for evaluation. */
final class CharacterDataset implements Dataset {
    private final Corpus corpus;
    private final int contextLength;
    private final TextPart train;
    private final int[] validationStarts;
    private final int[] testStarts;

    CharacterDataset(Corpus corpus, CharacterConfig config, SeedStreams seeds) {
        this.corpus = corpus;
        this.contextLength = config.contextLength();
        int characters = corpus.tokens().length;
        int heldOut = config.trainLength(characters);
        int middle = heldOut + (characters - heldOut) / 2;
        this.train = new TextPart(0, heldOut);
        TextPart validation = new TextPart(heldOut, middle);
        TextPart test = new TextPart(middle, characters);
        requireWindows(validation, test);
        RandomGenerator random = seeds.stream(SeedStreams.DATA);
        this.validationStarts = validation.draw(config.evaluationWindows(), contextLength, random);
        this.testStarts = test.draw(config.evaluationWindows(), contextLength, random);
    }

    private void requireWindows(TextPart validation, TextPart test) {
        for (TextPart part : List.of(train, validation, test)) {
            if (part.windows(contextLength) == 0) {
                throw new DataException("The text " + corpus.name() + " is too short: of its " + corpus.tokens().length
                        + " characters " + train.length() + " are for training, " + validation.length()
                        + " for validation and " + test.length() + " for test; contextLength (" + contextLength
                        + ") needs at least " + (contextLength + 1L) + " in each");
            }
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
    public ExampleSet train(Targets targets) {
        return WindowExamples.all(corpus.tokens(), train, contextLength, targets);
    }

    @Override
    public ExampleSet validation(Targets targets) {
        return WindowExamples.at(corpus.tokens(), validationStarts, contextLength, targets);
    }

    @Override
    public ExampleSet test(Targets targets) {
        return WindowExamples.at(corpus.tokens(), testStarts, contextLength, targets);
    }
}
