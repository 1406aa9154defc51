package org.transformerbench.examples.cli;

import java.nio.file.Path;
import org.transformerbench.api.config.ConfigException;
import org.transformerbench.api.config.FileNames;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A converter of paths that names the locale which is needed for a name that Java cannot represent. */
final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        if (text.isBlank()) {
            // Java takes it for the current folder; typed it is mostly a variable of the shell that is not set.
            throw new TypeConversionException("the path is empty; the current folder is '.'");
        }
        try {
            return FileNames.ofThisJvm().path(text);
        } catch (ConfigException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
