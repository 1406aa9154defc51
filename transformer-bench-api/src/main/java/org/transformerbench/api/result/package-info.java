/** What a run leaves behind: values that read and write as JSON. */
package org.transformerbench.api.result;
