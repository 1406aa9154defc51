package org.transformerbench.testkit.contract;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Configs;

/** The rules of ids and configurations that models and tasks share. */
final class Rules {
    private static final String KEBAB_CASE = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private static final int LONGEST_ID = 64;

    private Rules() {}

    static void requireId(String id, String again) {
        Expect.that(
                id != null && id.length() <= LONGEST_ID && id.matches(KEBAB_CASE),
                "id() is '%s', but must be kebab-case: a letter, then letters, digits and single hyphens, at most %d,"
                        + " such as 'my-plugin'",
                id,
                LONGEST_ID);
        Expect.that(id.equals(again), "id() is '%s' at one time and '%s' at another; return a constant", id, again);
    }

    /** Checks that the defaults have the promised type and survive JSON, and that the record rejects what is no number. */
    static <C extends Record> void requireConfiguration(Class<C> type, C defaults, String source) {
        Expect.that(type != null && type.isRecord(), "configType() is %s, but must be the class of a record", type);
        Expect.that(
                type.isInstance(defaults),
                "%s is %s, but configType() promises a %s",
                source,
                defaults,
                type.getSimpleName());
        C again = read(type, defaults, source);
        Expect.that(
                defaults.equals(again),
                "%s is %s, but becomes %s when written to JSON and read back; use components that Jackson reads, and"
                        + " change no value in the constructor",
                source,
                defaults,
                again);
        for (RecordComponent component : Configs.components(type)) {
            if (component.getType() == double.class || component.getType() == float.class) {
                requireNoNan(defaults, component.getName());
            }
        }
    }

    private static <C extends Record> C read(Class<C> type, C defaults, String source) {
        try {
            Configs configs = new Configs();
            return configs.read(configs.write(defaults), type);
        } catch (ConfigException e) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s is %s, which the record itself refuses when read back from JSON: %s",
                            source,
                            defaults,
                            e.getMessage()),
                    e);
        }
    }

    private static void requireNoNan(Record defaults, String key) {
        Expect.refusal(
                ConfigException.class,
                () -> new Configs().with(defaults, Map.of(key, "NaN")),
                defaults.getClass().getSimpleName() + " with " + key
                        + " = NaN (check values in the compact constructor," + " Require helps)");
    }
}
