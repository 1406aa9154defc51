package org.transformerbench.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import org.apiguardian.api.API;

/** A suggestion of the known word nearest to a mistyped one. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class Suggestion {
    /**
     * Maximum length of an unknown word; no known word is nearly as long, and the distance takes time and memory proportional to
     * the product of both lengths.
     */
    private static final int LONGEST = 200;

    private Suggestion() {}

    /**
     * Returns the nearest known word.
     *
     * @param typed what was typed
     * @param known what is legal
     * @return the known word with the fewest edits, two letters in the wrong order being one, letters' case and
     *     hyphens aside, if it is near enough
     */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        DamerauLevenshteinDistance distance = new DamerauLevenshteinDistance();
        String word = plain(typed);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance.apply(word, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> nearEnough(distance.apply(word, plain(candidate)), plain(candidate)));
    }

    /**
     * Returns a sentence to append to an error message.
     *
     * @param typed what was typed
     * @param known what is legal
     * @return {@code "; did you mean 'heads'?"} or a full stop
     */
    public static String didYouMean(String typed, Collection<String> known) {
        return nearest(typed, known)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse(".");
    }

    /**
     * Returns whether a distance is small enough for a misprint. A change of every letter is no misprint, however short the word.
     */
    private static boolean nearEnough(int edits, String candidate) {
        return edits <= Math.max(2, candidate.length() / 3) && edits < candidate.length();
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    }
}
