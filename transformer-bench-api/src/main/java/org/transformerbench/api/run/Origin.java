package org.transformerbench.api.run;

import org.transformerbench.api.config.Require;

/**
 * The checkpoint that a run continues from, of a run that differs in nothing but how it is trained.
 *
 * @param spec of that run, which may continue from another one itself
 * @param steps that it had made; at least 1
 */
public record Origin(RunSpec spec, long steps) {
    public Origin {
        Require.given("spec", spec);
        Require.atLeast("steps", steps, 1);
    }
}
