package org.transformerbench.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.transformerbench.api.tuning.TuningPlan;

class SearchBudgetTest {

    @Test
    void a_search_by_steps_makes_as_many_as_it_has_and_no_more() {
        SearchBudget budget = new SearchBudget(TuningPlan.ofSteps(1000), 300);
        assertThat(budget.steps(1.0 / 3)).isEqualTo(100);
        for (int trial = 0; trial < 9; trial++) {
            budget.begin(1.0 / 3);
        }

        assertThat(budget.allows(1.0 / 3)).isTrue();
        assertThat(budget.allows(1.1 / 3)).isFalse();
        budget.begin(1.0 / 3);
        assertThat(budget.allows(1.0 / 300)).isFalse();
    }

    @Test
    void a_search_by_time_begins_what_is_expected_to_end_in_it() {
        SearchBudget budget = new SearchBudget(TuningPlan.ofTime(Duration.ofSeconds(60)), 0);
        budget.begin(1);
        budget.begin(1);
        assertThat(budget.allows(10)).as("before anything is known").isTrue();

        budget.end(1, 10);
        assertThat(budget.allows(4)).as("two runs have begun, of 10 s each").isTrue();
        assertThat(budget.allows(4.1)).isFalse();
        budget.end(1, 20);
        assertThat(budget.allows(2)).as("runs take 15 s now").isTrue();
        assertThat(budget.allows(2.1)).isFalse();
    }

    @Test
    void a_search_by_the_number_of_configurations_has_no_other_limit() {
        SearchBudget budget = new SearchBudget(TuningPlan.ofRuns(2), 300);
        budget.begin(100);
        budget.end(100, 1e6);

        assertThat(budget.allows(100)).isTrue();
    }
}
