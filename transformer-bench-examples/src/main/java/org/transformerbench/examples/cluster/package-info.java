/**
 * Runs on Apache Spark. {@code Cluster} sees whether there is one and starts its context, {@code SparkRuns} is the executor of runs on
 * it, {@code MakeRun} is what a task of it does, with the runner that {@code ExecutorRuns} makes once in each process. Before the first
 * run, {@code ShippedFiles} ships data, and {@code ExecutorProbe} and {@code DataProbe} ask the executors whether they can make the runs,
 * which are then made in the order of {@code ExpectedTimes}. {@code SharedCheckpoints} keeps those that are not at their end.
 */
package org.transformerbench.examples.cluster;
