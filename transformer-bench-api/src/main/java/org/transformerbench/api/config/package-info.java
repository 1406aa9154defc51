/** Configurations: records that validate themselves, read from JSON or from single values, written to JSON. */
@API(status = API.Status.STABLE)
package org.transformerbench.api.config;

import org.apiguardian.api.API;
