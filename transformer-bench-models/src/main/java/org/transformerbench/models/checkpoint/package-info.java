/** Parameters on disk, as safetensors with the names and layouts of the original implementations. */
package org.transformerbench.models.checkpoint;
