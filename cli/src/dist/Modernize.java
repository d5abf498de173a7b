import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites jars whose classes are older than Java 7 with stack maps and a newer version number; nothing else in them
 * changes. The JVM neither keeps classes below version 50 in an AOT cache nor verifies those without stack maps
 * quickly; picocli ships as version 49, and its 170 classes are a third of a command's start.
 *
 * <p>Usage: {@code java Modernize.java JAR...}; a jar without such classes stays as it is.
 */
final class Modernize {

    /** Java 7: the first version whose classes must carry stack maps (JVMS 4.10). */
    private static final int FIRST_WITH_STACK_MAPS = 51;

    /** Java 8: verified by stack maps alone, and still allowed everything that old compilers emitted save jsr and ret. */
    private static final int TARGET = 52;

    private Modernize() {}

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            Path path = Path.of(jar);
            if (hasOldClasses(path)) {
                rewrite(path);
            }
        }
    }

    private static boolean hasOldClasses(Path path) throws IOException {
        try (var jar = new JarFile(path.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (isOld(entry, read(jar, entry))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void rewrite(Path path) throws IOException {
        Path fresh = Path.of(path + ".new");
        URL[] classPath = {URI.create(path.toUri().toString()).toURL()};
        try (var jar = new JarFile(path.toFile());
                var loader = new URLClassLoader(classPath);
                var out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
            ClassFile classes = classFileFor(loader);
            for (JarEntry entry : Collections.list(jar.entries())) {
                byte[] content = read(jar, entry);
                var copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(isOld(entry, content) ? upgrade(classes, content) : content);
                out.closeEntry();
            }
        }
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ClassFile classFileFor(ClassLoader loader) {
        ClassHierarchyResolver hierarchy =
                ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
        return ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
    }

    private static byte[] upgrade(ClassFile classes, byte[] content) {
        // A body is only given stack maps when it is written anew, instruction by instruction.
        ClassTransform bodies = ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        ClassTransform version = ClassTransform.endHandler(type -> type.withVersion(TARGET, 0));
        return classes.transformClass(classes.parse(content), bodies.andThen(version));
    }

    private static boolean isOld(JarEntry entry, byte[] content) {
        return entry.getName().endsWith(".class") && majorVersion(content) < FIRST_WITH_STACK_MAPS;
    }

    private static int majorVersion(byte[] content) {
        return (content[6] & 0xff) << 8 | content[7] & 0xff;
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
