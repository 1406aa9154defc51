package org.transformerbench.data.characters;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.transformerbench.api.Protocol;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import org.transformerbench.api.config.Location;
import org.transformerbench.api.config.Require;

/**
 * The configuration of text tasks: the text and how it is split.
 *
 * @param corpus the path of a UTF-8 file; empty for the text that a task brings along, if it does
 * @param contextLength T, the length of a window in characters; at least 1
 * @param trainShare the share of the text's characters, from its beginning, that is for training; above 0, below 1
 * @param validationShare the share of the characters that are held out, from their beginning, that is for validation, the
 *     rest is for test; at least 0, below 1
 * @param fixedCover whether the windows for evaluation cover the held-out text in order: one after the other without
 *     overlap where every position is a target, and {@code lastStride} apart where the last one is
 * @param lastStride see {@code fixedCover}; at least 1
 * @param evaluationWindows without {@code fixedCover}: how many windows, drawn once with the run's seed, make up the
 *     validation data, and again the test data; at least 1. Where there are fewer, all are used
 */
public record CharacterConfig(
        @Location Optional<String> corpus,
        int contextLength,
        double trainShare,
        double validationShare,
        boolean fixedCover,
        int lastStride,
        int evaluationWindows) {

    public CharacterConfig {
        corpus.ifPresent(CharacterConfig::requirePath);
        Require.atLeast("contextLength", contextLength, 1);
        Require.inside("trainShare", trainShare, 0, 1);
        Require.within("validationShare", validationShare, 0, 1);
        Require.atLeast("lastStride", lastStride, 1);
        Require.atLeast("evaluationWindows", evaluationWindows, 1);
    }

    private static void requirePath(String corpus) {
        Require.that(!corpus.isBlank(), "corpus", corpus, "must not be blank; leave it out for none");
        try {
            Path.of(corpus);
        } catch (InvalidPathException e) {
            throw new ConfigException(
                    "corpus (" + corpus + ") must be a path: "
                            + FileNames.ofThisJvm().reason(e),
                    e);
        }
    }

    /**
     * Returns the defaults: no file, windows of 128 characters, 90 % for training, half of the rest for validation, fixed
     * evaluation windows.
     *
     * @return the defaults
     */
    public static CharacterConfig defaults() {
        return builder().build();
    }

    /**
     * Returns the defaults under a protocol.
     *
     * @param protocol may let go of validation data and of the fixed cover
     * @return a valid configuration
     */
    static CharacterConfig of(Protocol protocol) {
        Builder builder = builder().fixedCover(protocol.fixedCover());
        return protocol.validationApart()
                ? builder.build()
                : builder.validationShare(0).build();
    }

    /**
     * Returns a builder that starts with the {@link #defaults()}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    int trainLength(int characters) {
        return share(trainShare, characters);
    }

    /** Returns the number of held-out characters that are used for validation. */
    int validationLength(int characters) {
        return share(validationShare, characters);
    }

    /** Computes a share by its decimal notation, so that 0.57 of 100 is 57 and not 56. Rounded down. */
    private static int share(double share, int characters) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(characters))
                .intValue();
    }

    /** A builder; nothing is checked before {@link #build()}. */
    public static final class Builder {
        private Optional<String> corpus = Optional.empty();
        private int contextLength = 128;
        private double trainShare = 0.9;
        private double validationShare = 0.5;
        private boolean fixedCover = true;
        private int lastStride = 16;
        private int evaluationWindows = 256;

        private Builder() {}

        /**
         * Sets {@link CharacterConfig#corpus()}.
         *
         * @param file a UTF-8 text
         * @return this
         */
        public Builder corpus(Path file) {
            corpus = Optional.of(file.toString());
            return this;
        }

        /**
         * Sets {@link CharacterConfig#contextLength()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder contextLength(int value) {
            contextLength = value;
            return this;
        }

        /**
         * Sets {@link CharacterConfig#trainShare()}.
         *
         * @param value above 0 and below 1
         * @return this
         */
        public Builder trainShare(double value) {
            trainShare = value;
            return this;
        }

        /**
         * Sets {@link CharacterConfig#validationShare()}.
         *
         * @param value at least 0 and below 1
         * @return this
         */
        public Builder validationShare(double value) {
            validationShare = value;
            return this;
        }

        /**
         * Sets {@link CharacterConfig#fixedCover()}.
         *
         * @param value whether evaluation covers the text in order
         * @return this
         */
        public Builder fixedCover(boolean value) {
            fixedCover = value;
            return this;
        }

        /**
         * Sets {@link CharacterConfig#lastStride()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder lastStride(int value) {
            lastStride = value;
            return this;
        }

        /**
         * Sets {@link CharacterConfig#evaluationWindows()}.
         *
         * @param value at least 1
         * @return this
         */
        public Builder evaluationWindows(int value) {
            evaluationWindows = value;
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws ConfigException if a value is out of range
         */
        public CharacterConfig build() {
            return new CharacterConfig(
                    corpus, contextLength, trainShare, validationShare, fixedCover, lastStride, evaluationWindows);
        }
    }
}
