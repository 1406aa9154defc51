/**
 * Internal: may change in any release.
 *
 * <p>What all passes of the compiler have in common: a {@link org.transformerbench.models.compiler.pass.Pass} makes a {@link
 * org.transformerbench.models.compiler.pass.Draft} of a draft, {@link org.transformerbench.models.compiler.pass.Passes} runs one
 * after the other, and verifies and shows what each leaves. One pass a file.
 */
@API(status = API.Status.INTERNAL)
package org.transformerbench.models.compiler.pass;

import org.apiguardian.api.API;
