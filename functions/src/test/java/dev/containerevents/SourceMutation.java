package dev.containerevents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/// A mistake that is made in a real source, which is compiled anew. A simulation must notice it.
///
/// @param file     where it is made
/// @param original occurs once there
/// @param mistaken takes its place
public record SourceMutation(String name, String file, String original, String mistaken) {

    /// A mistake that isn't noticed by then is taken for one that never is.
    private static final int MOST_SCHEDULES = 400;

    @Override
    public String toString() {
        return name;
    }

    /// Whether a simulation of the package that has the mistake fails.
    ///
    /// @param simulation has a static method `run` that takes the number of a schedule
    /// @param folder     takes the compiled classes
    public boolean isNoticedBy(Class<?> simulation, Path folder) throws IOException, ReflectiveOperationException {
        compile(simulation.getPackageName(), folder);
        Class<?> mutated = new Mutated(simulation, folder).loadClass(simulation.getName());
        PrintStream out = System.out;
        // It prints what functions log.
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        try {
            for (long schedule = 0; schedule < MOST_SCHEDULES; schedule++) {
                mutated.getMethod("run", long.class).invoke(null, schedule);
            }
            return false;
        } catch (InvocationTargetException e) {
            return true;
        } finally {
            System.setOut(out);
        }
    }

    /// Compiles the file that has the mistake. The others are there as classes.
    private void compile(String ofPackage, Path folder) throws IOException {
        String text = Files.readString(
                Path.of("src", "main", "java", ofPackage.replace('.', '/')).resolve(file));
        assertThat(text.split(Pattern.quote(original), -1)).as(name).hasSize(2);
        Path copy = folder.resolve(file);
        Files.writeString(copy, text.replace(original, mistaken));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        copy.toString());
        assertThat(exit).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    /// Loads the mutated classes, and those that simulate, instead of the ones that are there.
    private static final class Mutated extends ClassLoader {

        private final String prefix;
        private final Path folder;

        Mutated(Class<?> simulation, Path folder) {
            super(simulation.getClassLoader());
            this.prefix = simulation.getPackageName() + ".";
            this.folder = folder;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(prefix)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try {
                Path mutated = folder.resolve(file);
                byte[] bytes = Files.exists(mutated)
                        ? Files.readAllBytes(mutated)
                        : Objects.requireNonNull(getParent().getResourceAsStream(file), file)
                                .readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
