package org.transformerbench.api.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.SeedStreams;
import org.transformerbench.api.config.ConfigException;

class SearchSpaceTest {
    private static final SearchSpace EMPTY = new SearchSpace(Map.of(), Set.of(), List.of());

    private static Candidates candidates(SearchSpace space) {
        return new Candidates(space, new SeedStreams(5).stream("tuning"), values -> true);
    }

    @Test
    void candidates_cover_a_logarithmic_range_evenly() {
        Candidates candidates = candidates(EMPTY.with("learningRate", SearchRange.logarithmic(1e-4, 1e-1)));
        int[] decades = new int[3];
        for (int i = 0; i < 30; i++) {
            double rate = Double.parseDouble(candidates.get(i).orElseThrow().get("learningRate"));
            assertThat(rate).isBetween(1e-4, 1e-1);
            decades[Math.min(2, (int) Math.floor(Math.log10(rate) + 4))]++;
        }
        assertThat(Arrays.stream(decades).boxed()).allMatch(count -> count >= 8 && count <= 12);
    }

    @Test
    void heads_divide_the_width_in_every_candidate() {
        Candidates candidates = candidates(EMPTY.withSize("width", SearchRange.integers(8, 32, 2))
                .withSize("heads", SearchRange.choices("1", "2", "4", "8"))
                .dividing("heads", "width"));
        for (int i = 0; i < 20; i++) {
            Map<String, String> values = candidates.get(i).orElseThrow();
            assertThat(Integer.parseInt(values.get("width")) % Integer.parseInt(values.get("heads")))
                    .isZero();
        }
    }

    @Test
    void no_candidate_is_there_twice_and_a_small_space_ends() {
        Candidates candidates = candidates(EMPTY.with("width", SearchRange.integers(1, 5, 1)));
        List<Map<String, String>> found = new ArrayList<>();
        for (int i = 0; candidates.get(i).isPresent(); i++) {
            found.add(candidates.get(i).get());
        }
        assertThat(found).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void limits_that_no_candidate_meets_are_an_error() {
        Candidates none = new Candidates(
                EMPTY.with("width", SearchRange.integers(1, 5, 1)),
                new SeedStreams(5).stream("tuning"),
                values -> false);
        assertThatThrownBy(() -> none.get(0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("No configuration")
                .hasMessageContaining("width");
    }

    @Test
    void a_part_of_a_range_is_searched_on_the_same_scale() {
        SearchSpace space =
                EMPTY.with("learningRate", SearchRange.logarithmic(1e-4, 1e-1)).narrowed("learningRate", "1e-3..1e-2");
        assertThat(space.ranges()).containsEntry("learningRate", SearchRange.logarithmic(1e-3, 1e-2));
        assertThat(space.narrowed("learningRate", "2e-3,5e-3").ranges())
                .containsEntry("learningRate", SearchRange.choices("2e-3", "5e-3"));
    }

    @Test
    void wrong_ranges_are_refused_with_the_rule() {
        SearchSpace space = EMPTY.with("learningRate", SearchRange.logarithmic(1e-4, 1e-1))
                .with("heads", SearchRange.choices("1", "2"))
                .with("layers", SearchRange.integers(1, 4, 1));
        refused(() -> space.narrowed("learnRate", "1e-3..1e-2"), "Unknown key 'learnRate'");
        refused(() -> space.narrowed("learningRate", "1e-2..1e-3"), "lower end first");
        refused(
                () -> space.narrowed("learningRate", "1e-3..1e-3"),
                "learningRate (1e-3..1e-3) must have two different ends; for one value write learningRate=1e-3");
        refused(() -> space.narrowed("layers", "2..2"), "for one value write layers=2");
        refused(() -> space.narrowed("learningRate", "1e-3..1"), "inside 1.0E-4..0.1");
        refused(() -> space.narrowed("learningRate", "fast"), "must be a number");
        refused(() -> space.narrowed("heads", "1,3"), "must be one of [1, 2]");
        refused(() -> space.narrowed("layers", "2.5"), "must be an integer");
        refused(() -> SearchRange.numbers(2, 1), "lower end first");
        refused(() -> SearchRange.logarithmic(0, 1), "above 0");
        refused(() -> SearchRange.integers(3, 2, 1), "lower end first");
        refused(() -> SearchRange.choices("1", "1"), "must not repeat");
    }

    private static void refused(Runnable narrowing, String rule) {
        assertThatThrownBy(narrowing::run).isInstanceOf(ConfigException.class).hasMessageContaining(rule);
    }
}
