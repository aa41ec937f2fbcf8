package dev.containerevents.orgs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.containerevents.ContractSchemas;
import dev.containerevents.event.Event;
import dev.containerevents.event.Org;
import dev.containerevents.table.LocalTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A list as CSV, read by a widely used library.
final class CsvTest {

    private static final String CSV = "text/csv";

    /// A missing member isn't an empty text: only the latter is quoted.
    private static final CSVFormat CSV_FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .get();

    private static final Set<String> FORMULA_BEGINS = Set.of("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠");

    /// An apostrophe precedes a formula wherever a cell begins for any spreadsheet.
    private static final Pattern UNGUARDED = Pattern.compile("^(?=[\\t\\r\\n])"
            + "|(?<![^;|\\t\\n\\x0B\\f\\r\\x1C-\\x1E\\x85\\u2028\\u2029])"
            + "(?=[\"\\p{Z}\\p{Cf}\\x00-\\x1F\\x7F-\\x9F]*[-=+@＝＋－＠])");

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
                    assertThat(cell.replace("'", ""))
                            .as(as)
                            .isEqualTo(value.asText().replace("'", "").replace('\0', '\ufffd'));
                }
            }
        }
    }

    @Test
    void hasTheColumnsInTheOrderOfTheContract() {
        ContractSchemas contract = new ContractSchemas();

        assertThat(Event.MEMBERS).isEqualTo(contract.members("ListedEvent")).isEqualTo(contract.members("Event"));
    }

    @Test
    void writesNoFormulas() throws IOException {
        for (String begin : FORMULA_BEGINS) {
            api.log(List.of(RandomEvents.event(0)
                    .put("message", begin + "cmd|' /C calc'!A0")
                    .put("source", begin + "x")));
        }
        for (CSVRecord row : rows(api.listAs(CSV, Map.of()).text())) {
            assertThat(row.get("message")).startsWith("'");
            assertThat(row.get("source")).startsWith("'");
        }
        assertThat(rows(api.listAs(CSV, Map.of()).text())).hasSize(FORMULA_BEGINS.size());
    }

    /// A spreadsheet of another locale splits a row inside our texts, and recognises a quotation mark only at the
    /// beginning of a cell, so our quotation marks don't keep a cell together.
    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void writesNoFormulasForASpreadsheetThatSplitsElsewhere(char separator) throws IOException {
        for (String payload : List.of(
                "x;=cmd|' /C calc'!A0;",
                "x\t=1+1",
                "x|=1+1",
                "x\n=1+1",
                "x\r=1+1",
                ";\t=1+1",
                "x;  =1+1",
                "x;\"=1+1",
                "x;\"\"=1+1",
                "\"=1+1",
                " =1+1",
                "x;\ufeff@SUM(1)",
                "x,\"\";=1+1;\"")) {
            ObjectNode event = RandomEvents.event(0).put("message", payload).put("source", payload);
            event.putObject("context").put(payload, payload);
            event.putObject("actor").put("id", "a").put(payload, payload);
            api.log(List.of(event));
        }
        api.log(random.list(60));

        CSVFormat foreign = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setTrailingData(true)
                .setLenientEof(true)
                .get();
        for (String fields : List.of(String.join(",", Event.MEMBERS), "message", "source,context")) {
            String text =
                    api.listAs(CSV, Map.of("limit", "1000", "fields", fields)).text();
            try (CSVParser parser = CSVParser.parse(text, foreign)) {
                for (CSVRecord row : parser) {
                    for (String cell : row) {
                        assertThat(cell.strip()).as(random.toString()).doesNotMatch("(?s)[\\p{Cf}\\s]*[=+@＝＋－＠-].*");
                    }
                }
            }
        }
    }

    @Test
    void quotesWhateverSomeReaderSplitsAt() {
        for (String split : "; \t | \n \u000b \f \r \u001c \u001d \u001e \u0085 \u2028 \u2029 , \"".split(" ", -1)) {
            String message = "a" + split + "b";
            api.log(List.of(RandomEvents.event(0).put("message", message)));
            assertThat(api.listAs(CSV, Map.of("limit", "1", "fields", "message", "q", message))
                            .text())
                    .isEqualTo("message\r\n\"" + message.replace("\"", "\"\"") + "\"\r\n");
        }
    }

    @Test
    void writesNoNul() {
        api.log(List.of(RandomEvents.event(0).put("message", "a\0b")));

        assertThat(api.listAs(CSV, Map.of("fields", "message")).text()).isEqualTo("message\r\na\ufffdb\r\n");
    }

    @Test
    void writesARowWithOnlyAMissingMember() throws IOException {
        api.log(List.of(RandomEvents.event(0), RandomEvents.event(1).put("message", "x"), RandomEvents.event(2)));

        String text = api.listAs(CSV, Map.of("fields", "message")).text();
        assertThat(text).isEqualTo("message\r\n\"\"\r\nx\r\n\"\"\r\n");
        assertThat(rows(text)).hasSize(3);
    }

    @Test
    void keepsTheValueOfEscapedJson() throws IOException {
        String context = "{\"a\":\t\"x;=1+1\",\r\n\"b;-\": [-1, \"\u2028 \u0085|+;@\" ]\n}";
        api.log(List.of(RandomEvents.event(0).putRawValue("context", new RawValue(context))));

        String cell = rows(api.listAs(CSV, Map.of()).text()).getFirst().get("context");
        assertThat(OrgApi.MAPPER.readTree(cell)).isEqualTo(OrgApi.MAPPER.readTree(context));
        assertThat(cell.lines()).hasSize(1);
        assertThat(cell).doesNotContain(";=", "\t", "\u2028", "\u0085");
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
                        "2024-01-01T00:00:01.000Z,\"\",",
                        "2024-01-01T00:00:00.000Z,\"a,b\",",
                        ""));
        assertThat(api.listAs(CSV, Map.of("fields", "status,message", "end", "0"))
                        .text())
                .isEqualTo("status,message\r\n");
        assertThat(api.listAs(CSV, Map.of("end", "0")).text()).isEqualTo(String.join(",", Event.MEMBERS) + "\r\n");
    }

    private static String harmless(String text) {
        return UNGUARDED.matcher(text).replaceAll("'").replace('\0', '\ufffd');
    }

    static List<CSVRecord> rows(String text) throws IOException {
        try (CSVParser parser = CSVParser.parse(text, CSV_FORMAT)) {
            return parser.getRecords();
        }
    }
}
