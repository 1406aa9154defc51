package org.transformerbench.models.samediff;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** The version of ND4J: Maven's own record of it, because its manifest names none and does not survive in a joined jar. */
final class Nd4jVersion {
    private static final String RECORD = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    private Nd4jVersion() {}

    static String ofClassPath() {
        Properties properties = new Properties();
        try (InputStream record = Nd4j.class.getResourceAsStream(RECORD)) {
            if (record != null) {
                properties.load(record);
            }
        } catch (IOException e) {
            return "of unknown version (" + e.getMessage() + ")";
        }
        return properties.getProperty("version", "of unknown version");
    }
}
