/**
 * Runs on Apache Spark. {@code Cluster} sees whether there is one and starts its context, {@code SparkRuns} is the executor of runs on
 * it. Before the first run, {@code ExecutorCheck} asks the executors, by {@code ExecutorProbe} and {@code DataProbe}, whether they can
 * make the runs. Then {@code Execution} submits them as {@code SparkJobs}, in the order of {@code ExpectedTimes} and with their data as
 * {@code ShippedFiles}, and takes their results. {@code MakeRun} is what a task does, with the runner that {@code ExecutorRuns} makes once
 * in each process. {@code SharedCheckpoints} keeps the state of runs that have not ended.
 */
package org.transformerbench.examples.cluster;
