/**
 * Internal: may change in any release.
 *
 * <p>The translation of SameDiff graphs into the compiler's own. {@link org.transformerbench.models.compiler.capture.Capture}
 * goes through the operations in order and looks up each in the table of importers ({@code Imports}). An importer gets variables
 * whose batch axis may be anywhere ({@code CapturedVariable}), and rejects whatever would let examples influence each other.
 * Operations that are rejected, or not in the table, grow into regions for ND4J ({@code RegionGrowth}); other operations exchange
 * values with a region only if these are float32 and have a part for each example, or depend on parameters alone ({@code
 * BoundaryVariables}).
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.capture;

import org.apiguardian.api.API;
