package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.junit.jupiter.api.Test;

/// A list as CSV, read by a library that is in wide use.
final class CsvTest {

    private static final String CSV = "text/csv";

    /// A missing member is no empty text: only the latter is quoted.
    private static final CSVFormat CSV_FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .get();

    private static final Set<String> FORMULA_BEGINS = Set.of("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠");

    private final OrgApi api = new OrgApi(LocalTable.fresh().events(), Org.plain("acme"));
    private final RandomEvents random = new RandomEvents();

    @Test
    void writesEveryCellAsALibraryReadsIt() throws IOException {
        api.log(random.list(60));

        List<CSVRecord> rows = rows(api.listAs(CSV, Map.of("limit", "1000")).text());
        List<JsonNode> events =
                api.listAs("application/json", Map.of("limit", "1000")).events();
        assertThat(rows).hasSameSizeAs(events);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).getParser().getHeaderNames()).isEqualTo(Event.MEMBERS);
            for (String member : Event.MEMBERS) {
                String cell = rows.get(i).get(member);
                JsonNode value = events.get(i).path(member);
                String as = random + ", " + member + " of event " + i;
                if (value.isMissingNode()) {
                    assertThat(cell).as(as).isNull();
                } else if (value.isObject()) {
                    assertThat(OrgApi.MAPPER.readTree(cell)).as(as).isEqualTo(value);
                } else {
                    assertThat(cell).as(as).isEqualTo(harmless(value.asText()));
                }
            }
        }
    }

    @Test
    void givesNoFormulaToASpreadsheet() throws IOException {
        for (String begin : FORMULA_BEGINS) {
            api.log(List.of(RandomEvents.event(0)
                    .put("message", begin + "cmd|' /C calc'!A0")
                    .put("event_type", begin + "x")));
        }
        for (CSVRecord row : rows(api.listAs(CSV, Map.of()).text())) {
            assertThat(row.get("message")).startsWith("'");
            assertThat(row.get("event_type")).startsWith("'");
        }
        assertThat(rows(api.listAs(CSV, Map.of()).text())).hasSize(FORMULA_BEGINS.size());
    }

    @Test
    void showsTheColumnsAskedForInTheirOwnOrder() {
        api.log(List.of(
                RandomEvents.event(1).put("message", ""), RandomEvents.event(0).put("message", "a,b")));

        assertThat(api.listAs(CSV, Map.of("fields", "message,client_ip,timestamp"))
                        .text())
                .isEqualTo(String.join(
                        "\r\n",
                        "timestamp,message,client_ip",
                        "2024-01-01T00:00:01Z,\"\",",
                        "2024-01-01T00:00:00Z,\"a,b\",",
                        ""));
        assertThat(api.listAs(CSV, Map.of("fields", "status,message", "end", "0"))
                        .text())
                .isEqualTo("status,message\r\n");
        assertThat(api.listAs(CSV, Map.of("end", "0")).text()).isEqualTo(String.join(",", Event.MEMBERS) + "\r\n");
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA_BEGINS.contains(text.substring(0, 1)) ? "'" + text : text;
    }

    static List<CSVRecord> rows(String text) throws IOException {
        try (CSVParser parser = CSVParser.parse(text, CSV_FORMAT)) {
            return parser.getRecords();
        }
    }
}
