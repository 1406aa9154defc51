package org.transformerbench.data.characters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

    @Test
    void is_where_the_environment_says(@TempDir Path temporary) {
        Path absolute = temporary.toAbsolutePath();
        Path fallback = Path.of("home", ".cache", "transformer-bench");

        assertThat(userFolder(Map.of("XDG_CACHE_HOME", absolute.toString())))
                .isEqualTo(absolute.resolve("transformer-bench"));
        assertThat(userFolder(Map.of())).isEqualTo(fallback);
        assertThat(userFolder(Map.of("XDG_CACHE_HOME", ""))).isEqualTo(fallback);
        assertThat(userFolder(Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo(fallback);
    }

    private static Path userFolder(Map<String, String> environment) {
        return DownloadCache.userFolder(environment, "home");
    }
}
