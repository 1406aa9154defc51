/**
 * Runs on Apache Spark. {@code Cluster} sees whether there is one and starts its context, {@code SparkRuns} is the executor of runs on
 * it, {@code MakeRun} is what a task of it does. Before the first run, {@code ShippedFiles} ships data and {@code ExecutorCheck} asks
 * the executors whether they can make the runs, which are then made in the order of {@code ExpectedTimes}.
 */
package org.transformerbench.examples.cluster;
