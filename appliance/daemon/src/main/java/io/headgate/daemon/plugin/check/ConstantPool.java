package io.headgate.daemon.plugin.check;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a class file refers to.
 *
 * @param classes names with dots, of its own class too
 * @param members fields and methods, as in {@code java.lang.System.exit}
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">JVMS 4.4, The Constant Pool</a>
 */
record ConstantPool(Set<String> classes, Set<String> members) {
    private static final int MAGIC = 0xCAFE_BABE;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int NAME_AND_TYPE = 12;

    /**
     * Reads a class file up to the end of its constant pool.
     *
     * @throws IOException if it is none
     */
    static ConstantPool read(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        if (in.readInt() != MAGIC) {
            throw new IOException("does not begin as a class file does");
        }
        in.readInt();
        return new Reader(in.readUnsignedShort()).read(in);
    }

    /** Entries point to each other, forwards too: first all are read, then those of interest put together. */
    private static final class Reader {
        private final int[] tags;
        private final String[] texts;
        private final int[] first;
        private final int[] second;

        private Reader(int count) {
            tags = new int[count];
            texts = new String[count];
            first = new int[count];
            second = new int[count];
        }

        private ConstantPool read(DataInputStream in) throws IOException {
            for (int i = 1; i < tags.length; i++) {
                tags[i] = in.readUnsignedByte();
                readEntry(in, i);
                // These two take the room of two entries.
                i += tags[i] == LONG || tags[i] == DOUBLE ? 1 : 0;
            }
            Set<String> classes = new TreeSet<>();
            Set<String> members = new TreeSet<>();
            for (int i = 1; i < tags.length; i++) {
                switch (tags[i]) {
                    case CLASS -> classes.add(className(i));
                    case 9, 10, 11 -> members.add(className(first[i]) + "." + texts[first[second[i]]]);
                    default -> {
                        // Numbers, texts and what these are made of.
                    }
                }
            }
            classes.remove("");
            return new ConstantPool(classes, members);
        }

        private void readEntry(DataInputStream in, int i) throws IOException {
            switch (tags[i]) {
                case UTF8 -> texts[i] = in.readUTF();
                case 3, 4 -> in.readInt();
                case LONG, DOUBLE -> in.readLong();
                case CLASS, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
                case 9, 10, 11, NAME_AND_TYPE, 17, 18 -> {
                    first[i] = in.readUnsignedShort();
                    second[i] = in.readUnsignedShort();
                }
                case 15 -> in.skipBytes(3);
                default -> throw new IOException("has a constant of the unknown kind " + tags[i]);
            }
        }

        /** Of arrays, the class of their elements; "" for numbers. */
        private String className(int index) {
            String name = texts[first[index]];
            if (name.startsWith("[")) {
                int element = name.lastIndexOf('[') + 1;
                name = name.charAt(element) == 'L' ? name.substring(element + 1, name.length() - 1) : "";
            }
            return name.replace('/', '.');
        }
    }
}
