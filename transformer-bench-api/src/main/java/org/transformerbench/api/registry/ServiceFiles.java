package org.transformerbench.api.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class names in the {@code META-INF/services} files of one interface. ServiceLoader does not say which class could
 * not be linked, so that failures are matched with this list.
 */
final class ServiceFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceFiles.class);

    private ServiceFiles() {}

    /** Returns the names in the order of ServiceLoader; a file that cannot be read is only logged. */
    static Set<String> names(Class<?> service, ClassLoader classLoader) {
        Set<String> names = new LinkedHashSet<>();
        try {
            var files = classLoader.getResources("META-INF/services/" + service.getName());
            while (files.hasMoreElements()) {
                List<String> ofFile = read(files.nextElement());
                // ServiceLoader drops a whole file for one line that is no class name.
                if (ofFile.stream().allMatch(ServiceFiles::isClassName)) {
                    names.addAll(ofFile);
                }
            }
        } catch (IOException e) {
            LOG.warn("The services files of {} cannot be listed: {}", service.getName(), e.toString());
        }
        return names;
    }

    private static List<String> read(URL file) {
        try {
            URLConnection connection = file.openConnection();
            // A cached connection keeps the jar open, which then cannot be replaced.
            connection.setUseCaches(false);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                return lines.lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.toList());
            }
        } catch (IOException e) {
            LOG.warn("The services file {} cannot be read: {}", file, e.toString());
            return new ArrayList<>();
        }
    }

    private static boolean isClassName(String text) {
        return Character.isJavaIdentifierStart(text.codePointAt(0))
                && text.codePoints().allMatch(point -> point == '.' || Character.isJavaIdentifierPart(point));
    }
}
