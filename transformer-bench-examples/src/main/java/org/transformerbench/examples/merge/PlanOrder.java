package org.transformerbench.examples.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.transformerbench.api.result.RunResult;

/**
 * The order that runs had before they were parted into shards. The runs of the shards of one folder take turns; other folders follow one
 * another. It is exact where each shard has made all its runs, in their order.
 */
final class PlanOrder {
    private static final int MOST_NAMED = 20;

    private PlanOrder() {}

    /**
     * A result at its place.
     *
     * @param source that it is from
     * @param result one of the source's
     * @param group of folders whose runs take turns
     * @param position in the plan of the group
     */
    record Placed(Source source, RunResult result, int group, long position) {}

    /** The folders whose runs take turns: shards of one count in one folder. */
    record Group(Path folder, int shards) {}

    /** Returns all results in the order of the plan, as far as it is known. */
    static List<Placed> of(List<Source> sources) {
        List<Optional<Group>> groups = new ArrayList<>();
        List<Placed> placed = new ArrayList<>();
        for (Source source : sources) {
            Optional<Group> group = group(source);
            int number = group.isPresent() && groups.contains(group) ? groups.indexOf(group) : groups.size();
            groups.add(group);
            for (int i = 0; i < source.results().size(); i++) {
                int index = i;
                long position = source.shard()
                        .map(found -> found.shard().position(index))
                        .orElse((long) index);
                placed.add(new Placed(source, source.results().get(i), number, position));
            }
        }
        placed.sort(Comparator.comparingInt(Placed::group).thenComparingLong(Placed::position));
        return placed;
    }

    static Optional<Group> group(Source source) {
        return source.shard()
                .map(found -> new Group(
                        found.path().toAbsolutePath().normalize().getParent(),
                        found.shard().count()));
    }

    /** Returns a line for each folder in which shards are missing, or are no full set beside one of another count. */
    static List<String> missing(List<Source> sources) {
        Map<Group, Set<Integer>> found = new LinkedHashMap<>();
        for (Source source : sources) {
            group(source)
                    .ifPresent(group -> found.computeIfAbsent(group, first -> new HashSet<>())
                            .add(source.shard().orElseThrow().shard().number()));
        }
        List<String> lines = new ArrayList<>();
        found.forEach((group, numbers) -> {
            if (!isComplete(group, numbers)) {
                lines.add(found.keySet().stream()
                        .filter(other -> other.folder().equals(group.folder()) && isComplete(other, found.get(other)))
                        .findFirst()
                        .map(complete -> beside(complete, group, numbers))
                        .orElseGet(() -> missing(group, numbers)));
            }
        });
        return lines;
    }

    private static boolean isComplete(Group group, Set<Integer> numbers) {
        return numbers.size() == group.shards();
    }

    private static String missing(Group group, Set<Integer> numbers) {
        Set<Integer> missing =
                IntStream.rangeClosed(1, group.shards()).boxed().collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(numbers);
        return "Missing: " + named(missing) + " of " + group.shards() + " in " + group.folder();
    }

    /** Returns a line for shards that are no full set, in a folder that has one of another count: their runs may all be there. */
    private static String beside(Group complete, Group group, Set<Integer> numbers) {
        String named = named(new TreeSet<>(numbers));
        return "Beside a complete set of " + complete.shards() + (complete.shards() == 1 ? " shard" : " shards")
                + ", there " + (numbers.size() == 1 ? "is " : "are ") + named + " of " + group.shards() + " in "
                + group.folder();
    }

    private static String named(Set<Integer> numbers) {
        String first = numbers.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        int more = numbers.size() - MOST_NAMED;
        return (numbers.size() == 1 ? "shard " : "shards ") + first + (more > 0 ? " and " + more + " more" : "");
    }
}
