package org.transformerbench.api.config;

import java.math.BigDecimal;
import org.apiguardian.api.API;

/** A formatter of learning rates as people write them. Internal: may change in any release. */
@API(status = API.Status.INTERNAL)
public final class LearningRateText {
    private LearningRateText() {}

    /**
     * Writes a learning rate.
     *
     * @param value above 0
     * @return for example {@code "1e-3"}, or {@code "0.5"} from 0.1 to 1000
     */
    public static String of(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (value >= 0.1 && value <= 1000) {
            return exact.toPlainString();
        }
        int exponent = exact.precision() - exact.scale() - 1;
        return exact.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
