package dev.containerevents.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Numbers follow from the order in which types occur, whatever was stored of them before.
final class TypesTest {

    private final Types types = new Types();

    private static List<String> names(int from, int end) {
        return IntStream.range(from, end).mapToObj(i -> "t" + i).toList();
    }

    @Test
    void numbersTypesInTheOrderInWhichTheyOccur() {
        names(0, 20).forEach(types::assign);
        names(0, 20).forEach(types::assign);

        assertThat(names(0, 20))
                .extracting(types::number)
                .isEqualTo(IntStream.range(0, 20).boxed().toList());
        assertThat(types.of(0)).isEqualTo(names(0, 16));
        assertThat(types.of(1)).isEqualTo(names(16, 20));
        assertThat(types.parts()).isEqualTo(2);
    }

    /// Somebody wrote the second part and was killed before the first.
    @Test
    void fillsTheGapBeforeTypesThatOccurLater() {
        types.add(0, names(0, 14));
        types.add(1, names(16, 18));

        names(14, 20).forEach(types::assign);

        assertThat(names(0, 20))
                .extracting(types::number)
                .isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void countsTypesTogetherThatAreTooMany() {
        names(0, Types.MOST - 1).forEach(types::assign);
        assertThat(types.isFull()).isFalse();

        names(0, Types.MOST + 1).forEach(types::assign);

        assertThat(types.isFull()).isTrue();
        assertThat(types.number("t" + (Types.MOST - 1))).isEqualTo(Types.MOST - 1);
        assertThat(types.number("t" + Types.MOST)).isEqualTo(Types.NONE);
    }
}
