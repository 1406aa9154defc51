package org.transformerbench.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.transformerbench.api.Batch;
import org.transformerbench.api.Model;
import org.transformerbench.api.SequenceShape;
import org.transformerbench.api.TrainingSession;

/** Untrained models know nothing: the loss lies where PyTorch's does over twelve seeds. */
class InitialLossTest {

    static Stream<Arguments> ranges() {
        return Stream.of(
                        new Object[] {new Mlp(), 2.70, 2.95, 4.10, 4.32},
                        new Object[] {new HuggingFaceGpt(), 2.72, 3.10, 4.27, 4.42},
                        new Object[] {new NanoGpt(), 2.73, 2.87, 4.13, 4.24},
                        new Object[] {new TlTransformer(), 2.73, 2.83, 4.14, 4.25})
                .flatMap(range -> Stream.of(1L, 2L, 3L)
                        .flatMap(seed -> Stream.of(
                                Arguments.of(
                                        range[0],
                                        Fixtures.addition((Model<?>) range[0]),
                                        256,
                                        seed,
                                        range[1],
                                        range[2]),
                                Arguments.of(
                                        range[0],
                                        Fixtures.shakespeare((Model<?>) range[0]),
                                        16,
                                        seed,
                                        range[3],
                                        range[4]))));
    }

    @ParameterizedTest(name = "[{index}] {1} seed {3}: {4} to {5}")
    @MethodSource("ranges")
    void lies_in_the_range_of_the_original(
            Model<?> model, SequenceShape shape, int batchSize, long seed, double from, double to) {
        Batch tokens = Fixtures.batch(model, shape, batchSize, seed);
        // Targets that have nothing to do with the tokens: a tied head already knows how to repeat them.
        int[] targets = new SplittableRandom(seed)
                .split()
                .ints(tokens.targets().length, 0, shape.vocabularySize())
                .toArray();
        Batch batch =
                new Batch(tokens.size(), tokens.positions(), tokens.targetsPerExample(), tokens.tokens(), targets);
        try (TrainingSession session = Fixtures.open(model, shape, seed)) {
            assertThat(session.gradients(batch).loss()).isBetween(from, to);
        }
    }
}
