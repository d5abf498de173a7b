import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites jars for a fast start; what a class does stays the same, and a jar in which there is nothing to do stays as
 * it is.
 *
 * <ul>
 *   <li>Classes older than Java 7 get stack maps and a newer version number. The JVM neither keeps classes below version
 *       50 in an AOT cache nor verifies those without stack maps quickly; picocli ships as version 49.
 *   <li>A switch over types becomes a chain of {@code instanceof}. As compiled, it is an {@code invokedynamic} whose
 *       linkage makes a class at run time, which an AOT cache of JDK 25 does not keep: some milliseconds for each
 *       switch that a command meets.
 * </ul>
 *
 * <p>Usage: {@code java Modernize.java JAR...}, with all jars of the class path.
 */
final class Modernize {

    /** Java 7: the first version whose classes must carry stack maps (JVMS 4.10). */
    private static final int FIRST_WITH_STACK_MAPS = 51;

    /** Java 8: verified by stack maps alone, and still allowed everything that old compilers emitted save jsr and ret. */
    private static final int TARGET = 52;

    private static final ClassDesc SWITCH_BOOTSTRAPS = ClassDesc.of("java.lang.runtime.SwitchBootstraps");

    private final ClassFile classes;

    private Modernize(ClassLoader loader) {
        ClassHierarchyResolver hierarchy =
                ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
        classes = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
    }

    public static void main(String[] jars) throws IOException {
        URL[] classPath = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            classPath[i] = Path.of(jars[i]).toUri().toURL();
        }
        try (var loader = new URLClassLoader(classPath)) {
            for (String jar : jars) {
                new Modernize(loader).modernize(Path.of(jar));
            }
        }
    }

    private void modernize(Path path) throws IOException {
        var changed = new HashMap<String, byte[]>();
        try (var jar = new JarFile(path.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    ClassModel original = classes.parse(read(jar, entry));
                    if (isOld(original) || hasTypeSwitch(original)) {
                        changed.put(entry.getName(), modern(original));
                    }
                }
            }
            if (!changed.isEmpty()) {
                rewrite(jar, changed, path);
            }
        }
    }

    private static void rewrite(JarFile jar, Map<String, byte[]> changed, Path path) throws IOException {
        Path fresh = Path.of(path + ".new");
        try (var out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                byte[] content = changed.get(entry.getName());
                var copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(content == null ? read(jar, entry) : content);
                out.closeEntry();
            }
        }
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isOld(ClassModel type) {
        return type.majorVersion() < FIRST_WITH_STACK_MAPS;
    }

    private static boolean hasTypeSwitch(ClassModel type) {
        for (MethodModel method : type.methods()) {
            if (method.code().isPresent() && method.code().get().elementStream().anyMatch(Modernize::isTypeSwitch)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a switch over nothing but types; constants among the labels are left to the JDK. */
    private static boolean isTypeSwitch(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().equals(SWITCH_BOOTSTRAPS)
                && call.bootstrapMethod().methodName().equals("typeSwitch")
                && call.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance);
    }

    private byte[] modern(ClassModel original) {
        var switches = new ArrayList<InvokeDynamicInstruction>();
        ClassDesc self = original.thisClass().asSymbol();
        boolean isInterface = original.flags().has(AccessFlag.INTERFACE);
        // A body is only given stack maps when it is written anew, instruction by instruction.
        ClassTransform bodies = ClassTransform.transformingMethodBodies((code, element) -> {
            if (isTypeSwitch(element)) {
                var call = (InvokeDynamicInstruction) element;
                code.invokestatic(self, nameOf(switches.size()), call.typeSymbol(), isInterface);
                switches.add(call);
            } else {
                code.with(element);
            }
        });
        ClassTransform end = ClassTransform.endHandler(type -> {
            for (int i = 0; i < switches.size(); i++) {
                addSwitch(type, nameOf(i), switches.get(i));
            }
            if (isOld(original)) {
                type.withVersion(TARGET, 0);
            }
        });
        return classes.transformClass(original, bodies.andThen(end));
    }

    private static String nameOf(int typeSwitch) {
        return "typeSwitch$" + typeSwitch;
    }

    /**
     * What {@code SwitchBootstraps.typeSwitch} promises: -1 for null, else the first label at or after {@code restart}
     * that the target is an instance of, else the number of labels.
     */
    private static void addSwitch(ClassBuilder type, String name, InvokeDynamicInstruction call) {
        List<ConstantDesc> labels = call.bootstrapArgs();
        int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
        type.withMethodBody(name, call.typeSymbol(), flags, code -> {
            int target = 0;
            int restart = 1;
            code.aload(target).ifThen(Opcode.IFNULL, none -> none.loadConstant(-1).ireturn());
            for (int i = 0; i < labels.size(); i++) {
                var label = (ClassDesc) labels.get(i);
                int index = i;
                code.iload(restart).loadConstant(index);
                code.ifThen(Opcode.IF_ICMPLE, allowed -> allowed
                        .aload(target)
                        .instanceOf(label)
                        .ifThen(Opcode.IFNE, match -> match.loadConstant(index).ireturn()));
            }
            code.loadConstant(labels.size()).ireturn();
        });
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
