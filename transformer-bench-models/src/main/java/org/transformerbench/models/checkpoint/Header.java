package org.transformerbench.models.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file.
 *
 * @param metadata notes beside the tensors
 * @param tensors in the order of the header, which need not be that of the data
 * @param dataStart where in the file the data begins
 */
record Header(Map<String, String> metadata, List<HeaderEntry> tensors, long dataStart) {

    /** Checks that each byte of the data belongs to exactly one tensor: no overlap, no hole, no trailing bytes. */
    void check(Path path, long dataSize) {
        tensors.forEach(tensor -> tensor.check(path, dataSize));
        List<HeaderEntry> inOrder = new ArrayList<>(tensors);
        inOrder.sort(Comparator.comparingLong(HeaderEntry::begin).thenComparingLong(HeaderEntry::end));
        HeaderEntry before = null;
        long covered = 0;
        for (HeaderEntry tensor : inOrder) {
            if (tensor.begin() < covered) {
                throw MalformedFile.at(
                        path,
                        tensor.at(),
                        "the tensor " + tensor.title() + " begins at " + tensor.begin() + " of the data and overlaps "
                                + named(before) + ", which ends at " + covered);
            }
            if (tensor.begin() > covered) {
                throw MalformedFile.at(
                        path,
                        dataStart + covered,
                        "a hole of " + (tensor.begin() - covered) + " bytes between " + named(before)
                                + " and the tensor " + tensor.title());
            }
            covered = tensor.end();
            before = tensor;
        }
        if (covered < dataSize) {
            throw MalformedFile.at(
                    path,
                    dataStart + covered,
                    "the last " + (dataSize - covered) + " bytes of the file belong to no tensor");
        }
    }

    /** Returns words for what stands before a place; made for messages only, since there may be many tensors. */
    private static String named(HeaderEntry before) {
        return before == null ? "the beginning of the data" : "the tensor " + before.title();
    }
}
