package org.transformerbench.models.custom;

import java.util.List;
import java.util.stream.Stream;

/** All of them. */
public final class CustomModels {
    private CustomModels() {}

    /** All. */
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
