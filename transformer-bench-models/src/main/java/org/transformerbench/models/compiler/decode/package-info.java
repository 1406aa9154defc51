/**
 * Internal: may change in any release.
 *
 * <p>Decoding with cached keys and values, for both back ends: a {@link org.transformerbench.models.compiler.decode.CachedDecoder}
 * keeps the texts, a {@link org.transformerbench.models.compiler.decode.DecodeEngine}
 * spreads the sequences of a decoder over threads, a {@link org.transformerbench.models.compiler.decode.DecodeProgram} computes a
 * {@link org.transformerbench.models.compiler.decode.DecodeBatch} of them, and a {@link
 * org.transformerbench.models.compiler.decode.KeyValueCache} keeps what later positions read: each sequence separately in {@link
 * org.transformerbench.models.compiler.decode.CachedHeads}, or interleaved in {@link
 * org.transformerbench.models.compiler.decode.CachedLanes}. {@code pass.OnePosition} finds out whether a graph can be computed
 * this way.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.decode;

import org.apiguardian.api.API;
