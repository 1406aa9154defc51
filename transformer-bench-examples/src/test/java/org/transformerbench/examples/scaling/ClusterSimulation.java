package org.transformerbench.examples.scaling;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.transformerbench.api.config.Require;
import org.transformerbench.api.experiment.Shard;

/**
 * A cluster that makes independent runs, each on one executor, without failures. The results of a queue come to a driver that appends
 * one after the other; an executor does not wait for it.
 *
 * @param executors how many runs are made at once
 * @param overheadSeconds what a run takes beyond the run itself
 * @param appendSeconds what the driver takes for one result
 * @see <a href="https://doi.org/10.1137/0117039">Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied Mathematics
 *     17, 1969</a>
 */
record ClusterSimulation(int executors, double overheadSeconds, double appendSeconds) {
    ClusterSimulation {
        Require.atLeast("executors", executors, 1);
        Require.notNegative("overheadSeconds", overheadSeconds);
        Require.notNegative("appendSeconds", appendSeconds);
    }

    /**
     * Returns when the last result is appended, if each executor takes the next run of a queue as soon as it is free (Graham's list
     * scheduling).
     *
     * @param runSeconds the queue
     */
    double queueSeconds(double... runSeconds) {
        PriorityQueue<Double> free = new PriorityQueue<>();
        for (int i = 0; i < executors; i++) {
            free.add(0.0);
        }
        double[] ends = new double[runSeconds.length];
        for (int i = 0; i < runSeconds.length; i++) {
            ends[i] = free.remove() + overheadSeconds + runSeconds[i];
            free.add(ends[i]);
        }
        Arrays.sort(ends);
        double appended = 0;
        for (double end : ends) {
            appended = Math.max(appended, end) + appendSeconds;
        }
        return appended;
    }

    /**
     * Returns when the last shard has its last result, if each executor makes one shard and appends its results itself.
     *
     * @param runSeconds in the order of the plan
     */
    double shardSeconds(double... runSeconds) {
        double last = 0;
        for (int number = 1; number <= executors; number++) {
            Shard shard = new Shard(number, executors);
            double seconds = 0;
            for (int i = 0; i < runSeconds.length; i++) {
                if (shard.has(i)) {
                    seconds += overheadSeconds + runSeconds[i] + appendSeconds;
                }
            }
            last = Math.max(last, seconds);
        }
        return last;
    }

    /** Returns the time below which no order comes, overhead and driver aside. */
    double boundSeconds(double... runSeconds) {
        return Math.max(
                Arrays.stream(runSeconds).sum() / executors,
                Arrays.stream(runSeconds).max().orElse(0));
    }
}
