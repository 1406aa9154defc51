/** Not part of the API: shared by this library's own modules, and changed without notice. */
package org.transformerbench.api.internal;
