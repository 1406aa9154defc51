/**
 * Parameters on disk, as safetensors with the names and layouts of the original implementations; trained models, which a
 * {@link org.transformerbench.models.checkpoint.ModelFolder} saves and a
 * {@link org.transformerbench.models.checkpoint.SavedModel} opens again, because the file also says what its parameters belong to; and runs in training that can go on in another
 * process, because the file holds everything that they need.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.models.checkpoint;

import org.apiguardian.api.API;
