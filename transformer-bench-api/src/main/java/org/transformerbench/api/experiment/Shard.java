package org.transformerbench.api.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.Require;

/**
 * A part of the runs of an experiment or a study: every {@code count}-th run, from the {@code number}-th on, in the order of the
 * plan. It does not depend on what is finished already. The shards of one count have each run once, so that the processes that a
 * batch scheduler starts, one for each shard, make all runs without knowing of one another.
 *
 * @param number which part; 1 for the first
 * @param count of all parts
 */
public record Shard(int number, int count) {
    /** Nine digits fit an integer, and are more than anybody has machines. */
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

    /** @throws ConfigException if there is no part of this number */
    public Shard {
        Require.atLeast("count", count, 1);
        Require.between("number", number, 1, count);
    }

    /**
     * Returns the one part that has all runs.
     *
     * @return shard 1 of 1
     */
    public static Shard whole() {
        return new Shard(1, 1);
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @param text as {@code "3/8"}
     * @return the shard
     * @throws ConfigException if it is something else, or there is no part of this number; the message has the value and the rule
     */
    public static Shard parse(String text) {
        Matcher parts = TEXT.matcher(text);
        boolean isShard = parts.matches() && isPart(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        Require.that(
                isShard,
                "shard",
                text,
                "must be NUMBER/COUNT, as 3/8, with whole numbers and a NUMBER from 1 to COUNT; where a scheduler counts from"
                        + " 0, add 1");
        return new Shard(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    private static boolean isPart(int number, int count) {
        return number >= 1 && number <= count;
    }

    /**
     * Returns whether this is a part, and not the whole.
     *
     * @return false for the only shard
     */
    public boolean isPart() {
        return count > 1;
    }

    /**
     * Returns whether a run is one of this shard's.
     *
     * @param position in the plan, 0 for the first run
     * @return true for every {@link #count()}-th
     */
    public boolean has(int position) {
        return position % count == number - 1;
    }

    /**
     * Returns the position of a run in the plan of all runs, which reverses {@link #has}.
     *
     * @param index among the runs of this shard, 0 for the first
     * @return 0 for the first run of the plan
     */
    public long position(int index) {
        return number - 1L + (long) index * count;
    }

    /** Returns this shard's entries, in their order. */
    <V> Map<String, V> of(Map<String, V> plan) {
        Map<String, V> part = new LinkedHashMap<>();
        int position = 0;
        for (Map.Entry<String, V> run : plan.entrySet()) {
            if (has(position)) {
                part.put(run.getKey(), run.getValue());
            }
            position++;
        }
        return part;
    }

    /**
     * Returns the shard as it is typed.
     *
     * @return as {@code "3/8"}
     */
    @Override
    public String toString() {
        return number + "/" + count;
    }
}
