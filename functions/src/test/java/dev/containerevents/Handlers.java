package dev.containerevents;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.auth.LocalPlans;
import dev.containerevents.delivery.LocalDelivery;
import dev.containerevents.ledger.Log;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Creates the real handlers, with a test's table.
public final class Handlers {

    private static final Path CLASSES = Path.of("target", "classes");

    private Handlers() {}

    /// Returns the names of all handlers of the jar.
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

    /// Creates the handler of that class with the constructor that takes the table in any form.
    public static RequestStreamHandler on(LocalTable table, String folder, String name)
            throws ReflectiveOperationException {
        Class<?> handler = Class.forName("dev.containerevents." + folder + "." + name);
        List<Object> tables = new ArrayList<>(LocalDelivery.parts(table));
        tables.addAll(List.of(
                table.events(),
                table.access(),
                table.intake(),
                table.counter(),
                table.ledger(),
                new Log(table.ledger()),
                new LocalPlans()));
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
