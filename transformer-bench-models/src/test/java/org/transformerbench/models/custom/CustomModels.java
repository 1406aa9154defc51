package org.transformerbench.models.custom;

import java.util.List;
import java.util.stream.Stream;

/** The models of users, as the tests have them. */
public final class CustomModels {
    private CustomModels() {}

    /** Returns all of them. */
    public static Stream<PlainModel> all() {
        return List.of(
                new PlainGpt(),
                new Lstm(),
                new LinearBiasAttention(),
                new LinearAttention(),
                new CausalMixer(),
                new DilatedConvolution(),
                new BagOfWords())
                .stream();
    }
}
