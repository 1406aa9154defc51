package org.transformerbench.examples.cluster;

import java.time.Duration;
import org.transformerbench.api.config.Require;

/**
 * A plan for the checkpoints of runs on a cluster.
 *
 * @param uri of a folder that all machines share, in any file system that Hadoop knows
 * @param interval the least time from one checkpoint of a run to the next
 */
public record CheckpointPlan(String uri, Duration interval) {
    public CheckpointPlan {
        Require.given("uri", uri);
        Require.that(!uri.isBlank(), "--checkpoints", uri, "must be the URI of a folder that all machines share");
        Require.given("interval", interval);
        Require.that(!interval.isNegative(), "interval", interval, "must not be negative");
    }
}
