/**
 * The discovery of plug-ins: a {@link org.transformerbench.api.registry.Registry} finds models, tasks and trainers, and reports
 * those that cannot be loaded as a {@link org.transformerbench.api.registry.ProviderFailure}.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.registry;

import org.apiguardian.api.API;
