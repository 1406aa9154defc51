/** Studies as files, in YAML or JSON. */
@API(status = API.Status.STABLE)
package org.transformerbench.api.experiment.file;

import org.apiguardian.api.API;
