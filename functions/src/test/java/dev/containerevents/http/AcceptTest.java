package dev.containerevents.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptTest {

    private static final List<String> OFFERED = List.of("application/json", "application/x-ndjson", "text/csv");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        application/json                                    | application/json
        text/csv                                            | text/csv
        TEXT/CSV; Charset=utf-8                             | text/csv
        */*                                                 | application/json
        text/*                                              | text/csv
        application/*                                       | application/json
        text/csv, application/json                          | text/csv
        */*, text/csv                                       | text/csv
        text/*, application/json                            | application/json
        text/csv;q=0.5, application/json;q=0.4              | text/csv
        text/csv ; q=0.5 , */*                              | application/json
        text/csv;header=present;Q=0.5, application/x-ndjson | application/x-ndjson
        application/json;q=0, */*;q=0.1                     | application/x-ndjson
        application/*;q=0, text/*                           | text/csv
        application/xml, text/csv;q=0.001                   | text/csv
        text/html,application/xml;q=0.9,*/*;q=0.8           | application/json
        text/html, image/gif, *; q=.2, */*; q=.2            | application/json
        text/csv;q=2, application/json                      | text/csv
        text/csv;q=much                                     | text/csv
        ,,text/csv,                                         | text/csv
        """)
    void choosesAsTheClientPrefers(String header, String chosen) {
        assertThat(Accept.of(List.of(header)).preferred(OFFERED)).contains(chosen);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        application/xml
        text/csv;q=0
        application/json;q=0.0, text/*;q=0.000
        */*;q=0
        csv
        image/*, text/plain
        application/jsonp
        """)
    void choosesNothingThatTheClientRefuses(String header) {
        assertThat(Accept.of(List.of(header)).preferred(OFFERED)).isEmpty();
    }

    @Test
    void choosesTheFirstByDefault() {
        assertThat(Accept.of(List.of()).preferred(OFFERED)).contains("application/json");
        assertThat(Accept.of(List.of("")).preferred(OFFERED)).contains("application/json");
    }

    @Test
    void readsAllLinesOfTheHeader() {
        assertThat(Accept.of(List.of("application/json;q=0.1", "text/csv")).preferred(OFFERED))
                .contains("text/csv");
    }
}
