/**
 * Trained models as one file. A {@link org.transformerbench.models.bundle.Bundle} holds all that is needed to use a model; a {@link
 * org.transformerbench.models.bundle.BundleWriter} and a {@link org.transformerbench.models.bundle.BundleReader} write and read it,
 * without ND4J; {@link org.transformerbench.models.bundle.ModelBundles} makes it of a model, with ND4J; and {@link
 * org.transformerbench.models.bundle.GraphJson} is the written form of its graph.
 */
@API(status = API.Status.EXPERIMENTAL)
package org.transformerbench.models.bundle;

import org.apiguardian.api.API;
