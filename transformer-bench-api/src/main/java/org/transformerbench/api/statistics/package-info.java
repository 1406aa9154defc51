/**
 * What several runs say together: means with their intervals over seeds, differences between models, and a verdict where
 * the intervals allow one. All intervals are at 95 %, each taken by itself: of twenty differences that are none, one is
 * expected to look like one.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.statistics;

import org.apiguardian.api.API;
