/**
 * Safetensors files with parameters, trained models and checkpoints of runs. A {@link
 * org.transformerbench.models.checkpoint.Checkpoint} has the names and layouts of the original implementation; a {@link
 * org.transformerbench.models.checkpoint.SavedModel} also holds the configuration that is needed to rebuild the model; a {@link
 * org.transformerbench.models.checkpoint.CheckpointFolder} keeps all that a run needs to continue in another process.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.models.checkpoint;

import org.apiguardian.api.API;
