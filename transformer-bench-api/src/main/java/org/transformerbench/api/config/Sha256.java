package org.transformerbench.api.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apiguardian.api.API;

/** Internal: may change in any release. The hash by which this library names runs and knows files again. */
@API(status = API.Status.INTERNAL)
public final class Sha256 {
    private Sha256() {}

    /**
     * Begins a hash.
     *
     * @return a new digest that nothing has entered yet
     */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
