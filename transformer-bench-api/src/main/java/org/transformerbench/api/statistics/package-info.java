/**
 * Statistics over several runs: means with intervals over seeds, differences between models, and a verdict where the intervals
 * allow one. {@link org.transformerbench.api.statistics.Comparison} is the entry point. All intervals are at 95 %, without a
 * correction for multiple comparisons: of twenty true differences of zero, one is expected to look significant.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.statistics;

import org.apiguardian.api.API;
