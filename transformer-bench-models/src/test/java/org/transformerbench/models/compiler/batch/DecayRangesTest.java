package org.transformerbench.models.compiler.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.DecayedParameters;
import org.transformerbench.api.Tensor;

class DecayRangesTest {
    /** 6 of a matrix, 2 of a bias, 1 of a gain, 8 of an embedding, 4 of a weight. */
    private static final FlatParameters PARAMETERS = parameters();

    private static FlatParameters parameters() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("matrix", Tensor.of(new float[6], 2, 3));
        tensors.put("bias", Tensor.of(new float[2], 2));
        tensors.put("gain", Tensor.of(new float[1], 1));
        tensors.put("embedding", Tensor.of(new float[8], 2, 2, 2));
        tensors.put("weight", Tensor.of(new float[4], 4, 1));
        return new FlatParameters(tensors);
    }

    private static List<String> of(DecayedParameters decayed, int from, int to) {
        List<String> ranges = new ArrayList<>();
        new DecayRanges(PARAMETERS, decayed)
                .each(from, to, (start, end, decays) -> ranges.add(start + " to " + end + (decays ? " decays" : "")));
        return ranges;
    }

    @Test
    void all_parameters_are_one_range() {
        assertThat(of(DecayedParameters.ALL, 0, 21)).containsExactly("0 to 21 decays");
    }

    @Test
    void tensors_of_rank_two_and_more_decay_and_neighbours_are_one_range() {
        assertThat(of(DecayedParameters.MATRICES, 0, 21)).containsExactly("0 to 6 decays", "6 to 9", "9 to 21 decays");
    }

    @Test
    void a_part_of_the_vector_has_its_part_of_each_range() {
        assertThat(of(DecayedParameters.MATRICES, 4, 8)).containsExactly("4 to 6 decays", "6 to 8");
        assertThat(of(DecayedParameters.MATRICES, 9, 10)).containsExactly("9 to 10 decays");
        assertThat(of(DecayedParameters.MATRICES, 8, 8)).isEmpty();
    }
}
