package org.transformerbench.api.result;

import org.transformerbench.api.config.Require;

/**
 * The task of a cluster that made a run.
 *
 * @param host the name or the address of the machine
 * @param attempt the number of this attempt, from 1; above 1 where the process of an earlier one was lost, or could not make the run
 */
public record ClusterTask(String host, int attempt) {
    public ClusterTask {
        Require.given("host", host);
        Require.that(!host.isBlank(), "host", host, "must name a machine");
        Require.atLeast("attempt", attempt, 1);
    }
}
