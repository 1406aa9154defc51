/**
 * Parameters on disk, as safetensors with the names and layouts of the original implementations; and trained models that can
 * be opened again, because the file also says what its parameters belong to.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.models.checkpoint;

import org.apiguardian.api.API;
