package org.transformerbench.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparkFailuresTest {
    @Test
    void the_last_attempt_is_named_without_its_stack_trace() {
        Throwable failure = new IllegalStateException(
                "Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent failure: Lost task 0.3 in"
                        + " stage 3.0 (TID 9) (10.0.0.7 executor 2): org.transformerbench.api.DataException: There is no"
                        + " file a.txt\n\tat org.transformerbench.Some.method(Some.java:3)\n\nDriver stacktrace:");

        assertThat(SparkFailures.reason(failure))
                .isEqualTo(
                        "tried 4 times, the last time: org.transformerbench.api.DataException: There is no file a.txt");
    }

    @Test
    void a_lost_executor_is_named_with_its_reason() {
        Throwable failure = new IllegalStateException(
                "Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent failure: Lost task 0.3 in"
                        + " stage 3.0 (TID 9) (10.0.0.7 executor 2): ExecutorLostFailure (executor 2 exited caused by one of"
                        + " the running tasks) Reason: Command exited with code 134\nDriver stacktrace:");

        assertThat(SparkFailures.reason(failure))
                .isEqualTo(
                        "tried 4 times, the last time: ExecutorLostFailure (executor 2 exited caused by one of the running"
                                + " tasks) Reason: Command exited with code 134");
    }

    @Test
    void other_failures_are_their_first_line_or_their_class() {
        assertThat(SparkFailures.reason(new IllegalStateException("Job 3 cancelled\nat")))
                .isEqualTo("Job 3 cancelled");
        assertThat(SparkFailures.reason(new IllegalStateException(""))).isEqualTo("IllegalStateException");
    }
}
