package dev.containerevents;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.containerevents.table.LocalTable;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;

/// Makes the real handlers, on a table of ours.
public final class Handlers {

    private Handlers() {}

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
