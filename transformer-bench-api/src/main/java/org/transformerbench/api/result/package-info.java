/** What a run leaves behind: values that read and write as JSON. */
@API(status = API.Status.STABLE)
package org.transformerbench.api.result;

import org.apiguardian.api.API;
