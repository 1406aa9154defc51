/** Models at work after training: whole answers, text, how fast both are written, and what of it enters the results. */
@API(status = API.Status.STABLE)
package org.transformerbench.api.inference;

import org.apiguardian.api.API;
