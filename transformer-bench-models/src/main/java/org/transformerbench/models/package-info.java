/**
 * The built-in models, each as its paper or repository defines it; the layers that they share are in
 * {@link org.transformerbench.models.block}, the construction of graphs in {@link org.transformerbench.models.graph}.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.models;

import org.apiguardian.api.API;
