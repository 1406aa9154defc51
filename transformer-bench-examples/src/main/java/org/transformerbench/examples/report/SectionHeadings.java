package org.transformerbench.examples.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.transformerbench.api.config.Configs;
import org.transformerbench.api.config.Sha256;
import org.transformerbench.api.statistics.Comparison;
import org.transformerbench.api.statistics.ComparisonScope;

/**
 * The headings of a report's sections: the task and its protocol, and, where several sections have both in common, the settings in
 * which they differ.
 */
final class SectionHeadings {
    private static final String DATA = "data";

    private final Comparison comparison;
    private final Map<ComparisonScope, Map<String, String>> settings = new LinkedHashMap<>();

    SectionHeadings(Comparison comparison) {
        this.comparison = comparison;
        comparison.scopes().forEach(scope -> settings.put(scope, settings(scope)));
    }

    Map<ComparisonScope, String> all() {
        Map<ComparisonScope, String> headings = new LinkedHashMap<>();
        settings.keySet().forEach(scope -> headings.put(scope, heading(scope)));
        return headings;
    }

    private String heading(ComparisonScope scope) {
        String task = task(scope);
        List<ComparisonScope> alike = settings.keySet().stream()
                .filter(other -> task(other).equals(task))
                .toList();
        if (alike.size() == 1) {
            return task;
        }
        Set<String> differing = differing(alike);
        // Where the files were says more to a reader than what they hold.
        Set<String> readable = new LinkedHashSet<>(differing);
        readable.remove(DATA);
        boolean enough =
                alike.stream().map(each -> values(each, readable)).distinct().count() == alike.size();
        // Nothing to tell them by is there where one of them was written by an earlier version.
        return differing.isEmpty()
                ? task + " " + (alike.indexOf(scope) + 1)
                : task + " (" + values(scope, enough ? readable : differing) + ")";
    }

    private static String task(ComparisonScope scope) {
        return scope.task() + ", protocol " + ProtocolText.brief(scope.protocol());
    }

    /** Returns the keys of which not all scopes have the same value. */
    private Set<String> differing(List<ComparisonScope> alike) {
        Set<String> keys = new LinkedHashSet<>();
        alike.forEach(scope -> keys.addAll(settings.get(scope).keySet()));
        keys.removeIf(
                key -> alike.stream().map(scope -> value(scope, key)).distinct().count() == 1);
        return keys;
    }

    private String values(ComparisonScope scope, Set<String> keys) {
        return keys.stream().map(key -> key + " " + value(scope, key)).collect(Collectors.joining(", "));
    }

    private String value(ComparisonScope scope, String key) {
        return settings.get(scope).getOrDefault(key, Configs.NONE);
    }

    /** Returns the settings of a task, where its files were, and which ones they were. */
    private Map<String, String> settings(ComparisonScope scope) {
        Map<String, Set<String>> places = new LinkedHashMap<>();
        comparison.groups(scope).stream()
                .flatMap(group -> group.runs().stream())
                .flatMap(run -> run.spec().dataLocation().stream())
                .flatMap(location -> location.properties().stream())
                .forEach(place -> places.computeIfAbsent(place.getKey(), key -> new TreeSet<>())
                        .add(Configs.text(place.getValue())));
        Map<String, String> all = new LinkedHashMap<>();
        places.forEach((key, paths) -> all.put(key, String.join(" or ", paths)));
        scope.taskConfig().properties().forEach(value -> all.put(value.getKey(), Configs.text(value.getValue())));
        scope.dataChecksum().ifPresent(checksum -> all.put(DATA, Sha256.brief(checksum)));
        return all;
    }
}
