package org.transformerbench.api.experiment.file;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Durations;
import org.transformerbench.api.tuning.TuningPlan;

/** The tuning of an experiment of a file. */
final class TuningEntry {
    private static final List<String> KEYS =
            List.of("runs", "steps", "time", "reduction", "seed", "maxParameters", "maxFlops", "ranges");

    private TuningEntry() {}

    static TuningPlan read(ConfigNode place) {
        place.requireOnlyKeys(KEYS);
        OptionalLong runs = number(place, "runs");
        Optional<Duration> time = place.optional("time").map(TuningEntry::duration);
        Map<String, String> ranges =
                place.optional("ranges").map(node -> node.values(true)).orElse(Map.of());
        try {
            return new TuningPlan(
                    runs.isPresent() ? OptionalInt.of(Math.toIntExact(runs.getAsLong())) : OptionalInt.empty(),
                    number(place, "steps"),
                    time,
                    Math.toIntExact(number(place, "reduction").orElse(TuningPlan.DEFAULT_REDUCTION)),
                    number(place, "seed").orElse(0),
                    number(place, "maxParameters"),
                    number(place, "maxFlops"),
                    ranges);
        } catch (ConfigException | ArithmeticException e) {
            throw new ConfigException(place.path() + ": " + e.getMessage(), e);
        }
    }

    private static Duration duration(ConfigNode place) {
        try {
            return Durations.parse(place.text());
        } catch (ConfigException e) {
            throw new ConfigException(place.path() + ": " + e.getMessage(), e);
        }
    }

    private static OptionalLong number(ConfigNode place, String key) {
        return place.optional(key)
                .map(node -> OptionalLong.of(node.wholeNumber()))
                .orElse(OptionalLong.empty());
    }
}
