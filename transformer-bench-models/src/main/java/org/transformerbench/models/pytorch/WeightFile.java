package org.transformerbench.models.pytorch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.transformerbench.api.DataException;
import org.transformerbench.api.Tensor;
import org.transformerbench.api.config.Excerpt;
import org.transformerbench.models.pytorch.WeightScheme.Tie;

/**
 * The content of a file of weights.
 *
 * @param source the file, for messages
 * @param tensors name to values
 * @param notes key to text
 * @param dtypes name to the element type in the file
 */
record WeightFile(String source, Map<String, Tensor> tensors, Map<String, String> notes, Map<String, String> dtypes) {
    private static final int SHOWN = 3;
    private static final String FLOAT32 = "F32";

    /**
     * Returns the file with all names of tensors that it holds once. Of several names for one tensor, {@code
     * safetensors.torch.save_model} writes one, and notes for each other name which one it is.
     */
    WeightFile withSharedTensors() {
        Map<String, Tensor> all = new LinkedHashMap<>(tensors);
        Map<String, String> types = new LinkedHashMap<>(dtypes);
        notes.forEach((name, kept) -> {
            if (tensors.containsKey(kept) && !tensors.containsKey(name)) {
                all.put(name, tensors.get(kept));
                types.put(name, dtypes.getOrDefault(kept, FLOAT32));
            }
        });
        return new WeightFile(source, all, notes, types);
    }

    WeightFile with(Map<String, Tensor> others) {
        return new WeightFile(source, others, notes, dtypes);
    }

    /** Returns what a note of the file says of a component of the configuration. */
    Optional<String> note(String key, Collection<String> otherNames) {
        return Stream.concat(Stream.of(key), otherNames.stream())
                .filter(notes::containsKey)
                .map(notes::get)
                .findFirst();
    }

    /**
     * Gives a tied name the tensor that the file has for the other one.
     *
     * @param files name of a weight to its name in the file; may get an entry
     * @param model for the message
     * @throws DataException if the file has two tensors where the model has one
     */
    void tie(Tie tie, Map<String, String> files, String model) {
        String alias = files.get(tie.alias());
        String name = files.get(tie.name());
        if (alias == null && name != null) {
            files.put(tie.alias(), name);
        } else if (alias != null && name == null && tie.always()) {
            files.put(tie.name(), alias);
        } else if (tie.always() && alias != null && !tensors.get(alias).equals(tensors.get(name))) {
            throw new DataException(source + ": " + alias + " is another tensor than " + name + ", but the model '"
                    + model + "' has one parameter for both");
        }
    }

    /**
     * Checks the element types of weights, and looks for values that are no numbers.
     *
     * @param files name of a weight to its name in the file
     * @return what a user should know
     * @throws DataException if a weight has whole numbers
     */
    List<String> check(Map<String, String> files) {
        List<String> rounded = new ArrayList<>();
        List<String> notFinite = new ArrayList<>();
        Map<String, String> whole = new TreeMap<>();
        new LinkedHashSet<>(files.values()).forEach(name -> {
            String dtype = dtypes.getOrDefault(name, FLOAT32);
            if (dtype.equals("F64")) {
                rounded.add(name);
            } else if (!dtype.contains("F")) {
                whole.put(name, dtype);
            }
            long count = notFinite(tensors.get(name).values());
            if (count > 0) {
                notFinite.add(name + " (" + count + " of " + tensors.get(name).size() + ")");
            }
        });
        if (!whole.isEmpty()) {
            throw new DataException(source + " holds whole numbers in place of weights, as quantised models do: "
                    + shown(whole.entrySet().stream()
                            .map(entry -> entry.getKey() + " of " + entry.getValue())
                            .toList()));
        }
        List<String> warnings = new ArrayList<>();
        if (!notFinite.isEmpty()) {
            warnings.add("Not all weights are finite numbers: " + shown(notFinite));
        }
        if (!rounded.isEmpty()) {
            warnings.add("Weights of float64 were rounded to float32: " + shown(rounded));
        }
        return warnings;
    }

    private static long notFinite(float[] values) {
        long count = 0;
        for (float value : values) {
            count += Float.isFinite(value) ? 0 : 1;
        }
        return count;
    }

    private static String shown(List<String> names) {
        return Excerpt.of(String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    /** Returns a matrix with rows and columns exchanged. */
    static Tensor transposed(Tensor matrix) {
        int rows = (int) matrix.shape()[0];
        int columns = (int) matrix.shape()[1];
        float[] from = matrix.values();
        float[] to = new float[from.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to[column * rows + row] = from[row * columns + column];
            }
        }
        return Tensor.of(to, columns, rows);
    }
}
