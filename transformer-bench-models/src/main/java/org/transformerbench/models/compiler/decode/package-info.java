/**
 * Internal: may change in any release.
 *
 * <p>What decoding with kept keys and values needs, however a model is computed: {@link
 * org.transformerbench.models.compiler.decode.Continuation} says which rows are computed at once, {@link
 * org.transformerbench.models.compiler.decode.KeyValueCache} has the {@link org.transformerbench.models.compiler.decode.KeptHeads} of
 * each attention. {@code pass.OnePosition} finds out whether a graph can be computed so.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.decode;

import org.apiguardian.api.API;
