/**
 * The identity of a run: all values that its numbers follow from, with JSON and a hash, and how it is trained among them.
 */
@API(status = API.Status.STABLE)
package org.transformerbench.api.run;

import org.apiguardian.api.API;
