/**
 * The four models, each as its paper or repository has it; what they share is in
 * {@link org.transformerbench.models.block}, the graph machinery in {@link org.transformerbench.models.graph}.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.models;

import org.apiguardian.api.API;
