package dev.containerevents;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Makes the real handlers, on a table of ours.
public final class Handlers {

    private static final Path CLASSES = Path.of("target", "classes");

    private Handlers() {}

    /// The names of all handlers of the jar.
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(Handlers::type)
                    .filter(RequestStreamHandler.class::isAssignableFrom)
                    .filter(type -> !Modifier.isAbstract(type.getModifiers()))
                    .map(Class::getSimpleName)
                    .sorted()
                    .toList();
        }
    }

    private static Class<?> type(Path file) {
        String name = CLASSES.relativize(file)
                .toString()
                .replace(".class", "")
                .replace('/', '.')
                .replace('\\', '.');
        try {
            return Class.forName(name, false, Handlers.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The handler of that class, by the constructor that takes the table in any of its forms.
    public static RequestStreamHandler on(LocalTable table, String folder, String name)
            throws ReflectiveOperationException {
        Class<?> handler = Class.forName("dev.containerevents." + folder + "." + name);
        List<Object> tables = List.of(table.events(), table.access(), table.counter(), table.rollups(), table.pages());
        for (Constructor<?> constructor : handler.getConstructors()) {
            Object[] taken = Arrays.stream(constructor.getParameterTypes())
                    .flatMap(type -> tables.stream().filter(type::isInstance))
                    .toArray();
            boolean isOnly = handler.getConstructors().length == 1;
            if (taken.length == constructor.getParameterCount() && (taken.length > 0 || isOnly)) {
                return (RequestStreamHandler) constructor.newInstance(taken);
            }
        }
        throw new AssertionError(handler + " takes no table");
    }
}
