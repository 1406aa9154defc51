package org.transformerbench.models.kernel.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.transformerbench.models.kernel.Padded.numbers;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.transformerbench.models.kernel.Arithmetic;
import org.transformerbench.models.samediff.OtherProcess;

class PlainMatmulTest {
    private static final int[][] SHAPES = {
        {1, 1, 16},
        {2, 2, 48},
        {3, 3, 64},
        {4, 258, 64},
        {5, 259, 512},
        {7, 4, 530},
        {64, 5, 16},
        {600, 7, 32},
        {100, 514, 20}
    };

    @ParameterizedTest(name = "{0} x {1} x {2}")
    @CsvSource({
        "1, 1, 16",
        "2, 2, 48",
        "3, 3, 64",
        "1, 64, 16",
        "2, 17, 100",
        "70, 16, 16",
        "70, 5, 7",
        "40, 259, 80",
        "4, 0, 64",
        "70, 0, 16"
    })
    void what_earlier_products_left_behind_reaches_no_result(int rows, int inner, int n) {
        PlainScratch scratch = new PlainScratch();
        scratch.alignment.before(0);
        for (float[][] used : List.of(scratch.factors, scratch.sums)) {
            for (float[] row : used) {
                Arrays.fill(row, Float.NaN);
            }
        }
        Arrays.fill(scratch.rest, Float.NaN);

        assertThat(worstError(scratch, rows, inner, n)).isLessThan(1e-3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 64, 200})
    void an_infinite_last_element_makes_sums_infinite_whatever_the_number_of_rows(int rows) {
        for (int inner = 1; inner < 8; inner++) {
            float[] x = new float[rows * inner];
            Arrays.fill(x, 1);
            for (int row = 0; row < rows; row++) {
                x[row * inner + inner - 1] = Float.POSITIVE_INFINITY;
            }
            float[] w = new float[inner * 32];
            Arrays.fill(w, 1);
            float[] y = new float[rows * 32];

            PlainMatmul.product(new PlainScratch(), x, 0, inner, 1, w, 0, 32, null, 0, 0, y, 0, 32, rows, inner, 32);

            assertThat(y).as("%d inner indices", inner).containsOnly(Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void products_are_right_without_fused_multiply_add() throws IOException, InterruptedException {
        List<String> lines = OtherProcess.run(PlainMatmulTest.class, Map.of(), "-XX:-UseFMA");

        assertThat(lines).hasSize(2).startsWith("fused false");
        assertThat(Double.parseDouble(lines.get(1))).isLessThan(1e-3);
    }

    /** Whether multiplications and additions are fused, and the worst error of some products. */
    public static void main(String[] arguments) {
        PlainScratch scratch = new PlainScratch();
        double worst = 0;
        for (int[] shape : SHAPES) {
            worst = Math.max(worst, worstError(scratch, shape[0], shape[1], shape[2]));
        }
        System.out.println("fused " + Arithmetic.FUSED);
        System.out.println(worst);
    }

    /** Not a number if a result is none. */
    private static double worstError(PlainScratch scratch, int rows, int inner, int n) {
        float[] x = numbers(rows * inner, 1);
        float[] w = numbers(inner * n, 2);
        float[] bias = numbers(n, 3);
        float[] y = new float[rows * n];
        PlainMatmul.product(scratch, x, 0, inner, 1, w, 0, n, bias, 0, 0, y, 0, n, rows, inner, n);
        double worst = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < n; column++) {
                double expected = bias[column];
                for (int i = 0; i < inner; i++) {
                    expected += (double) x[row * inner + i] * w[i * n + column];
                }
                worst = Math.max(worst, Math.abs(y[row * n + column] - expected));
            }
        }
        return worst;
    }
}
