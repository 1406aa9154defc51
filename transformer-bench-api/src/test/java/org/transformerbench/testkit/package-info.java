/**
 * Assertions about results, for the tests of users of this library. The contracts of plug-ins are in the package below.
 *
 * <pre>{@code
 * import static org.transformerbench.testkit.TransformerBenchAssertions.assertThat;
 *
 * assertThat(run).hasTestAccuracyAtLeast(0.9).beatsEveryReferenceLine();
 * assertThat(run).reachesAccuracy(0.99).withinSteps(2_000);
 * assertThat(run).isFasterThan(other, 2);
 * assertThat(results).allEndedWell().runOf("mlp").hasExactMatchAtLeast(0.95);
 * assertThat(Comparison.of(results)).findsBetter("mlp", "bigram");
 * }</pre>
 *
 * <p>A failure shows which run it was, what was expected, what it was instead, and the run's curve.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.testkit;

import org.apiguardian.api.API;
