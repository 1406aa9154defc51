/**
 * Configurations: records that validate themselves, read from JSON or from single values, written to JSON. Reading order: {@link
 * org.transformerbench.api.config.Require} (checks for compact constructors), {@link org.transformerbench.api.config.Configs}
 * (reading and writing).
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.config;

import org.apiguardian.api.API;
