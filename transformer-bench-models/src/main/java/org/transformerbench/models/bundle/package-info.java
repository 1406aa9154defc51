/**
 * Trained models as one file. A {@link org.transformerbench.models.bundle.Bundle} holds all that is needed to use a model; a {@link
 * org.transformerbench.models.bundle.BundleWriter} and a {@link org.transformerbench.models.bundle.BundleReader} write and read it,
 * without ND4J; {@link org.transformerbench.models.bundle.ModelBundles} makes it of a model, with ND4J; and {@link
 * org.transformerbench.models.bundle.GraphJson} is the written form of its graph.
 *
 * <p>The file is a safetensors file with the parameters as float32, under the names of the original implementation, tied ones under
 * each of their names. Its metadata holds, as texts:
 *
 * <ul>
 *   <li>{@code transformer-bench}: a JSON object with the {@code formatVersion}, {@code model}, {@code task}, {@code targets}, {@code
 *       vocabularySize}, {@code contextLength}, {@code outputPositions}, {@code vocabulary}, {@code tiedParameters}, {@code
 *       prefixStable}, and {@code withoutGraph}, the reason where there is no graph,
 *   <li>{@code transformer-bench.graph}: the graph of the logits, see {@link org.transformerbench.models.bundle.GraphJson},
 *   <li>{@code transformer-bench.encoding}: the {@code kind} and the {@code settings} of the text encoding, see {@link
 *       org.transformerbench.api.TextEncodingFormat},
 *   <li>{@code transformer-bench.model-config}: the configuration of the model,
 *   <li>{@code transformer-bench.run}: the specification of the run, with the configuration of the task, the training, protocol, seed
 *       and the data's checksum, see {@link org.transformerbench.api.run.RunSpec#toJson()},
 *   <li>{@code transformer-bench.result}: the result of the run, see {@link org.transformerbench.api.result.RunResult#toJson()}.
 * </ul>
 *
 * <p>A file is not trusted: what it says is checked, limited in size, and refused with the place and the reason.
 */
@API(status = API.Status.EXPERIMENTAL)
package org.transformerbench.models.bundle;

import org.apiguardian.api.API;
