package org.transformerbench.models.compiler.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.transformerbench.models.kernel.Kernels;

/** Against loops over single elements, for each order in the flat vector. */
class PackedLayoutTest {
    /** What the flat vector holds before and after a parameter. */
    private static final int OTHERS = 5;

    private static final String SHAPES = """
            32,         1,   1
            32,         1,  50
            32,        50,   1
            32,         7,  20
            32,        32,  64
            32,        67,  81
            48,        67,  81
            2147483647, 7,  20
            2147483647, 67, 81
            """;

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void a_weight_is_read_into_panels_itself_and_transposed(int panel, int rows, int columns) {
        for (IndexTensor tensor : tensors(rows, columns)) {
            float[] flat = randomVector(rows * columns + 2 * OTHERS);
            PackedLayout weight = PackedLayout.weight(tensor, panel);
            PackedTensor values = weight.allocate();
            weight.refresh(values, flat);

            assertThat(values.values()).isEqualTo(panels(tensor, flat, panel));
            assertThat(values.transposed()).isEqualTo(panels(tensor.permute(new long[] {1, 0}), flat, panel));
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void ranges_of_rows_make_up_the_whole(int panel, int rows, int columns) {
        for (IndexTensor tensor : tensors(rows, columns)) {
            float[] flat = randomVector(rows * columns + 2 * OTHERS);
            PackedLayout weight = PackedLayout.weight(tensor, panel);
            PackedTensor whole = weight.allocate();
            weight.refresh(whole, flat);
            PackedTensor parts = weight.allocate();
            float[] gradient = randomVector(weight.size());
            float[] sum = new float[flat.length];
            for (int part = 0; part < 3; part++) {
                weight.refresh(parts, flat, rows * part / 3, rows * (part + 1) / 3);
                weight.addTo(gradient, sum, rows * part / 3, rows * (part + 1) / 3);
            }

            assertThat(parts.values()).isEqualTo(whole.values());
            assertThat(parts.transposed()).isEqualTo(whole.transposed());
            float[] expected = new float[flat.length];
            addByElement(tensor, gradient, expected, panel, 0, rows);
            assertThat(sum).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES)
    void other_rows_and_other_parameters_stay_as_they_are(int panel, int rows, int columns) {
        int from = rows / 3;
        int to = Math.max(from + 1, rows * 2 / 3);
        for (IndexTensor tensor : tensors(rows, columns)) {
            float[] flat = randomVector(rows * columns + 2 * OTHERS);
            PackedLayout weight = PackedLayout.weight(tensor, panel);
            PackedTensor values = weight.allocate();
            weight.refresh(values, new float[flat.length], 0, rows);
            weight.refresh(values, flat, from, to);
            float[] gradient = randomVector(weight.size());
            float[] expected = flat.clone();
            addByElement(tensor, gradient, expected, panel, from, to);
            float[] some = new float[flat.length];
            for (int i = from * columns; i < to * columns; i++) {
                some[tensor.indices()[i]] = flat[tensor.indices()[i]];
            }

            assertThat(values.values()).isEqualTo(panels(tensor, some, panel));
            assertThat(values.transposed()).isEqualTo(panels(tensor.permute(new long[] {1, 0}), some, panel));
            weight.addTo(gradient, flat, from, to);
            assertThat(flat).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "9, 16", "20, 33"})
    void a_table_has_its_rows_one_after_the_other(int rows, int columns) {
        int panel = Kernels.stride(columns);
        for (IndexTensor tensor : tensors(rows, columns)) {
            float[] flat = randomVector(rows * columns + 2 * OTHERS);
            PackedLayout table = PackedLayout.table(tensor);
            PackedTensor values = table.allocate();
            table.refresh(values, flat);
            float[] gradient = randomVector(table.size());
            float[] expected = flat.clone();
            addByElement(tensor, gradient, expected, panel, 0, rows);

            assertThat(values.values()).isEqualTo(panels(tensor, flat, panel));
            assertThat(values.transposed()).isNull();
            table.addTo(gradient, flat, 0, rows);
            assertThat(flat).isEqualTo(expected);
        }
    }

    /** One for each order: consecutive by rows, by columns, neither. */
    private static IndexTensor[] tensors(int rows, int columns) {
        IndexTensor byRows = new IndexTensor(
                new long[] {rows, columns},
                IntStream.range(OTHERS, OTHERS + rows * columns).toArray());
        IndexTensor byColumns =
                new IndexTensor(new long[] {columns, rows}, byRows.indices()).permute(new long[] {1, 0});
        int[] shuffled = byRows.indices().clone();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = shuffled.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int index = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = index;
        }
        return new IndexTensor[] {byRows, byColumns, new IndexTensor(byRows.shape(), shuffled)};
    }

    private static float[] panels(IndexTensor tensor, float[] flat, int panel) {
        int rows = (int) tensor.shape()[0];
        int columns = (int) tensor.shape()[1];
        float[] result = new float[rows * Kernels.stride(columns)];
        for (int i = 0; i < tensor.indices().length; i++) {
            result[place(rows, columns, panel, i)] = flat[tensor.indices()[i]];
        }
        return result;
    }

    private static void addByElement(
            IndexTensor tensor, float[] gradient, float[] flatGradient, int panel, int from, int to) {
        int rows = (int) tensor.shape()[0];
        int columns = (int) tensor.shape()[1];
        for (int i = from * columns; i < to * columns; i++) {
            flatGradient[tensor.indices()[i]] += gradient[place(rows, columns, panel, i)];
        }
    }

    /** Where an element of a row-major matrix is in panels. */
    private static int place(int rows, int columns, int panel, int element) {
        int row = element / columns;
        int column = element % columns;
        int first = column / panel * panel;
        int width = Math.min(panel, Kernels.stride(columns) - first);
        return first * rows + row * width + column - first;
    }

    private static float[] randomVector(int size) {
        float[] vector = new float[size];
        SplittableRandom random = new SplittableRandom(size);
        for (int i = 0; i < size; i++) {
            vector[i] = (float) random.nextDouble() - 0.5f;
        }
        return vector;
    }
}
