package org.transformerbench.api.experiment;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The classes that a class file names, from its constant pool (Java Virtual Machine Specification, 4.4): whatever is called,
 * made, extended or nested is there. A text that looks like the name of a class may be one too, for {@code Class.forName}.
 */
final class ClassReferences {
    private static final int MAGIC = 0xCAFEBABE;
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)+");

    private ClassReferences() {}

    /**
     * @return names with slashes
     * @throws IOException if this is no class file, or of a form that is not known yet
     */
    static Set<String> of(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        if (in.readInt() != MAGIC) {
            throw new IOException("It is no class file");
        }
        in.readInt(); // The version.
        int count = in.readUnsignedShort();
        String[] texts = new String[count];
        BitSet classes = new BitSet();
        BitSet strings = new BitSet();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7 -> classes.set(in.readUnsignedShort());
                case 8 -> strings.set(in.readUnsignedShort());
                case 16, 19, 20 -> in.readUnsignedShort();
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                case 5, 6 -> {
                    in.readLong();
                    i++; // Such a constant takes two places.
                }
                default -> throw new IOException("Its constant pool has the unknown tag " + tag);
            }
        }
        Set<String> names = new TreeSet<>();
        classes.stream().forEach(i -> addClass(texts[i], names));
        strings.stream()
                .filter(i -> CLASS_NAME.matcher(texts[i]).matches())
                .forEach(i -> names.add(texts[i].replace('.', '/')));
        return names;
    }

    /** An array stands there by its descriptor. */
    private static void addClass(String name, Set<String> names) {
        if (!name.startsWith("[")) {
            names.add(name);
        } else if (name.endsWith(";")) {
            names.add(name.substring(name.indexOf('L') + 1, name.length() - 1));
        }
    }
}
