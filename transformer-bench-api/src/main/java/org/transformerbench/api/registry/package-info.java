/** Finds models, tasks and trainers, survives those that cannot be loaded, and answers what is installed. */
@API(status = API.Status.STABLE)
package org.transformerbench.api.registry;

import org.apiguardian.api.API;
