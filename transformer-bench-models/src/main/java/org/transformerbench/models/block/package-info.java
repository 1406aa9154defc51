/**
 * Experimental: usable in models of your own, but may still change from one release to the next.
 *
 * <p>The layers that the models share, as plain SameDiff operations. Hidden states have shape (B, T, D) throughout.
 *
 * <p>Operations of ND4J 1.0.0-M2.1 that would suggest themselves are avoided where they are wrong: {@code gelu} is the
 * sigmoid approximation, {@code preciseGelu} cubes its coefficient, {@code layerNorm} has no epsilon, {@code linear}
 * corrupts cached arrays, {@code gather} has no gradient that runs, and a negative dimension with {@code keepDims} is
 * computed wrongly.
 */
@API(status = API.Status.EXPERIMENTAL)
package org.transformerbench.models.block;

import org.apiguardian.api.API;
