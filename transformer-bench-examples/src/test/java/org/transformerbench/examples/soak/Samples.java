package org.transformerbench.examples.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Footprints taken at even distances, and the rule that tells a leak from noise: the least of the last quarter is compared with
 * the least of the second one. The first quarter is left out, in which classes are loaded and caches filled; what stands above
 * the least is garbage that ND4J's threads had not yet let go of. A leak of a constant amount per repetition shows half of what
 * it takes in all.
 */
final class Samples {
    /** A thousand floats per step, 3.9 KiB, are 3.8 MiB after 1,000 steps; what a heap varies by itself is below 0.1 MiB. */
    private static final double HEAP_MIB = 0.3;
    /** The allocator keeps pages for each thread, and the JVM's compiler works in native memory. */
    private static final double RESIDENT_MIB = 12;
    /** Of code that runs late for the first time. A class per model would be hundreds. */
    private static final double CLASSES = 60;

    private static final double OPEN_FILES = 2;

    private record Measure(String name, ToDoubleFunction<Footprint> of, double tolerance) {}

    private final long distance;
    private final List<Measure> measures = new ArrayList<>();
    private final List<Footprint> taken = new ArrayList<>();

    /**
     * @param repetitions in all
     * @param count of samples, at least 4
     */
    Samples(long repetitions, int count) {
        this(repetitions, count, HEAP_MIB);
    }

    /**
     * @param heapMib by which live objects may grow
     */
    Samples(long repetitions, int count, double heapMib) {
        this.distance = repetitions / count;
        measures.add(new Measure("heap MiB", Footprint::heapMib, heapMib));
        measures.add(new Measure("threads", Footprint::threads, 0));
        measures.add(new Measure("classes", Footprint::classes, CLASSES));
        measures.add(new Measure("open files", Footprint::openFiles, OPEN_FILES));
        measures.add(new Measure("workspaces", Footprint::workspaces, 0));
        if (Footprint.heapIsFixed()) {
            measures.add(new Measure("resident MiB", Footprint::residentMib, RESIDENT_MIB));
        }
    }

    /** Takes a sample if one is due. */
    void after(long repetition) {
        if (repetition % distance == 0) {
            add(Footprint.now(repetition));
        }
    }

    void add(Footprint footprint) {
        taken.add(footprint);
    }

    int count() {
        return taken.size();
    }

    /** Of each measure that grows by more than it may, a sentence. */
    List<String> growing() {
        return measures.stream()
                .filter(measure -> growth(measure) > measure.tolerance())
                .map(measure -> text(
                        "%s grew by %.2f, which may be %.2f", measure.name(), growth(measure), measure.tolerance()))
                .toList();
    }

    private double growth(Measure measure) {
        double[] values = taken.stream().mapToDouble(measure.of()).toArray();
        int quarter = values.length / 4;
        return least(Arrays.copyOfRange(values, values.length - quarter, values.length))
                - least(Arrays.copyOfRange(values, quarter, 2 * quarter));
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** All samples, and the growth of each measure. */
    String table() {
        StringBuilder table = new StringBuilder(text(
                "%n%8s %9s %13s %8s %8s %6s%n", "after", "heap MiB", "resident MiB", "threads", "classes", "files"));
        for (Footprint each : taken) {
            table.append(text(
                    "%8d %9.2f %13.1f %8d %8d %6d%n",
                    each.at(), each.heapMib(), each.residentMib(), each.threads(), each.classes(), each.openFiles()));
        }
        measures.forEach(measure -> table.append(text("%s %+.2f; ", measure.name(), growth(measure))));
        return table.toString();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
