package dev.containerevents.infra.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the local cloud reads of a template: parameters, conditions and intrinsic functions.
final class IntrinsicFunctionsTest {

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'Ref': 'AWS::Region'} | us-east-1",
                "{'Ref': 'Size'} | 5",
                "{'Ref': 'Table'} | Table",
                "{'Ref': 'Alias'} | arn:aws:lambda:us-east-1:000000000000:function:Function:live",
                "{'Fn::GetAtt': ['Table', 'Arn']} | arn:aws:dynamodb:us-east-1:000000000000:table/Table",
                "{'Fn::GetAtt': 'Function.Arn'} | arn:aws:lambda:us-east-1:000000000000:function:Function",
                "{'Fn::Join': ['-', ['a', {'Ref': 'Size'}, 'b']]} | a-5-b",
                "{'Fn::Sub': '${Table}/${Function.Arn}/${!kept}'} |"
                        + " Table/arn:aws:lambda:us-east-1:000000000000:function:Function/${kept}",
                "{'Fn::Sub': ['${own}-${AWS::Partition}', {'own': {'Ref': 'Size'}}]} | 5-aws",
                "{'Fn::Select': [1, {'Fn::Split': ['/', 'a/b/c']}]} | b",
                "{'Fn::Join': ['', {'Fn::Split': ['-', 'a-b']}]} | ab",
                "{'Fn::If': ['IsFive', 'five', 'another']} | five",
                "{'Fn::If': ['IsNotFive', 'another', {'Ref': 'Size'}]} | 5",
                "{'Fn::If': ['IsNotFive', 'another', {'Ref': 'AWS::NoValue'}]} | \"\"",
            })
    void resolves(String expression, String expected) throws IOException {
        assertThat(value(expression)).isEqualTo(expected);
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThatThrownBy(() -> value("{'Fn::ImportValue': 'x'}")).hasMessageContaining("Fn::ImportValue");
        assertThatThrownBy(() -> value("{'Fn::GetAtt': ['Table', 'Colour']}")).hasMessageContaining("Colour");
        assertThatThrownBy(() -> value("{'Ref': 'Nothing'}")).hasMessageContaining("Nothing");
    }

    private String value(String expression) throws IOException {
        Path file = directory.resolve("template.json");
        Files.writeString(file, """
            {"Parameters": {"Size": {"Type": "Number", "Default": 5}},
             "Conditions": {"IsFive": {"Fn::Equals": [{"Ref": "Size"}, 5]},
                            "IsNotFive": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Size"}, 5]}]}},
             "Resources": {
               "Table": {"Type": "AWS::DynamoDB::Table"},
               "Function": {"Type": "AWS::Lambda::Function"},
               "Alias": {"Type": "AWS::Lambda::Alias",
                         "Properties": {"Name": "live", "FunctionName": {"Ref": "Function"}}},
               "Subject": {"Type": "Subject", "Properties": {"value": %s}}}}
            """.formatted(expression.replace('\'', '"')));
        return new Template(file)
                .resources("Subject")
                .getFirst()
                .properties()
                .path("value")
                .asText();
    }
}
