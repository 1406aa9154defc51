package org.transformerbench.api.experiment;

import java.util.List;
import java.util.OptionalInt;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * Several experiments that belong together, for example on several tasks, or with other values for some models.
 *
 * @param title for people; each result keeps it, see {@link org.transformerbench.api.result.Provenance#study()}
 * @param experiments at least one, in the order of their runs
 */
public record Study(String title, List<Experiment> experiments) {

    /** @throws ConfigException if there is no experiment, or a null */
    public Study {
        Require.given("title", title);
        Require.eachGiven("experiments", experiments);
        experiments = List.copyOf(experiments);
        Require.that(!experiments.isEmpty(), "experiments", experiments, "must have at least one");
        for (int i = 1; i < experiments.size(); i++) {
            Require.that(
                    experiments.get(i).mostSeeds().equals(experiments.get(0).mostSeeds()),
                    "experiments[" + i + "].mostSeeds",
                    text(experiments.get(i).mostSeeds()),
                    "must be that of experiments[0], %s: seeds are added to all experiments of a study or to none",
                    text(experiments.get(0).mostSeeds()));
        }
    }

    private static String text(OptionalInt mostSeeds) {
        return mostSeeds.isPresent() ? Integer.toString(mostSeeds.getAsInt()) : "none";
    }
}
