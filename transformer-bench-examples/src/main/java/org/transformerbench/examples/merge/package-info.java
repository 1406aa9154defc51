/**
 * Results of several folders, put together in memory for a report or in a new folder. {@link
 * org.transformerbench.examples.merge.MergedFolders} is the way in; {@link org.transformerbench.examples.merge.ShardFolder} names the
 * folder of a shard. Reading order: {@code Sources} (from what is typed to folders), {@code PlanOrder} (the order of the runs before
 * they were parted), {@code MergedResults} with {@code ResultDifference} (which of two results of a run counts, and when they
 * contradict each other), {@code ShardSettings} (shards that were made with other options), {@code MergedTunings} (what is beside the results).
 */
package org.transformerbench.examples.merge;
