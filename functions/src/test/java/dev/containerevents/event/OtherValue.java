package dev.containerevents.event;

import dev.containerevents.json.JsonText;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/// Changes records component by component, so that a test considers each, also one that is added later.
public final class OtherValue {

    private OtherValue() {}

    /// Returns the names of a record's components.
    public static Stream<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName);
    }

    /// Returns the record with another value of one component.
    public static <R extends Record> R of(R record, String component) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].getName().equals(component)
                    ? value(components[i].getType())
                    : components[i].getAccessor().invoke(record);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        @SuppressWarnings("unchecked")
        R changed = (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
        return changed;
    }

    private static Object value(Class<?> type) {
        if (type == String.class) {
            // Valid wherever a text is: an address may also be an id.
            return "192.0.2.1";
        }
        if (type == Set.class) {
            return Set.of("other");
        }
        if (type == Status.class) {
            return Status.FAIL;
        }
        if (type == Actor.class) {
            return Actor.of("other");
        }
        if (type == JsonText.class) {
            return new JsonText("{\"other\":1}");
        }
        if (type == Instant.class) {
            return Instant.EPOCH;
        }
        if (type == boolean.class) {
            return true;
        }
        throw new IllegalArgumentException("add a value of " + type);
    }
}
