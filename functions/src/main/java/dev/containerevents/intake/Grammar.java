package dev.containerevents.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the expressions of a mapping.
///
///     expression  = joined *( "|" joined )
///     joined      = operand *( "+" operand )
///     operand     = path / "'" *character "'"
///     path        = name *( "." name / "[" index "]" / "[" DQUOTE *character DQUOTE "]" )
///     name        = *character / DQUOTE *character DQUOTE
///     fail        = condition *( "|" condition )
///     condition   = path / path ( "=" / "!=" ) value *( "," value ) / path "~" pattern
///     pattern     = "'" *character "'" / *character
///
/// A pattern without quotes extends to the end. Spaces around the parts are ignored. Not thread-safe.
final class Grammar {

    /// The syntax error of an expression.
    static final class SyntaxError extends Exception {
        private static final long serialVersionUID = 1;

        SyntaxError(String why) {
            super(why, null, false, false);
        }
    }

    static final int LONGEST = 1024;

    private static final int LONGEST_INDEX = 4;

    /// Names without quotes are tried alone and joined.
    private static final int MOST_STEPS = 20;

    /// What a pattern may not have. Groups and counts can take very long, and no code of a status needs them.
    private static final String NOT_IN_PATTERN = "(){}";

    /// The characters that end a name without quotes.
    private static final String AFTER_NAME = ".[]|+=!~'\"";

    private final String text;
    private int at;

    private Grammar(String text) {
        this.text = text;
    }

    /// Reads an expression.
    static Expression expression(String text) throws SyntaxError {
        return of(text).expression();
    }

    /// Reads the conditions of a failure.
    static FailRule failRule(String text) throws SyntaxError {
        return of(text).failRule();
    }

    private static Grammar of(String text) throws SyntaxError {
        if (text.length() > LONGEST) {
            throw new SyntaxError("must have at most " + LONGEST + " characters");
        }
        return new Grammar(text);
    }

    private Expression expression() throws SyntaxError {
        List<List<Operand>> alternatives = new ArrayList<>();
        do {
            List<Operand> operands = new ArrayList<>();
            do {
                operands.add(operand());
            } while (takes('+'));
            alternatives.add(operands);
        } while (takes('|'));
        requireEnd();
        return new Expression(alternatives);
    }

    private FailRule failRule() throws SyntaxError {
        List<FailRule.Condition> conditions = new ArrayList<>();
        do {
            Path path = path();
            conditions.add(new FailRule.Condition(path, test()));
        } while (takes('|'));
        requireEnd();
        return new FailRule(conditions);
    }

    private FailRule.Test test() throws SyntaxError {
        if (takes('~')) {
            return new FailRule.Matches(pattern());
        }
        if (takes('=')) {
            return new FailRule.OneOf(values());
        }
        if (takes('!')) {
            require('=');
            return new FailRule.NoneOf(values());
        }
        return new FailRule.Present();
    }

    private Pattern pattern() throws SyntaxError {
        String pattern;
        if (isAt('\'')) {
            pattern = quoted('\'');
        } else {
            pattern = text.substring(at).strip();
            at = text.length();
        }
        if (pattern.chars().anyMatch(character -> NOT_IN_PATTERN.indexOf(character) >= 0)) {
            throw new SyntaxError("has a pattern with parentheses or braces, which are not supported");
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new SyntaxError("has an invalid pattern after '~'");
        }
    }

    private List<String> values() {
        int end = text.indexOf('|', at);
        String list = text.substring(at, end < 0 ? text.length() : end);
        at += list.length();
        List<String> values = new ArrayList<>();
        for (String value : list.split(",", -1)) {
            values.add(value.strip());
        }
        return values;
    }

    private Operand operand() throws SyntaxError {
        skipSpaces();
        return at < text.length() && text.charAt(at) == '\'' ? new Operand.Constant(quoted('\'')) : path();
    }

    private Path path() throws SyntaxError {
        List<Path.Step> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (steps.size() > MOST_STEPS) {
                throw new SyntaxError("must have paths of at most " + MOST_STEPS + " steps");
            }
            if (takes('.')) {
                steps.add(name());
            } else if (takes('[')) {
                steps.add(isAt('"') ? new Path.Name(quoted('"'), false) : index());
                require(']');
            } else {
                return new Path(steps);
            }
        }
    }

    private Path.Name name() throws SyntaxError {
        skipSpaces();
        if (isAt('"')) {
            return new Path.Name(quoted('"'), false);
        }
        int begin = at;
        while (at < text.length() && AFTER_NAME.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String name = text.substring(begin, at).strip();
        if (name.isEmpty()) {
            throw new SyntaxError("must have a name at character " + (begin + 1));
        }
        return new Path.Name(name, true);
    }

    private Path.Index index() throws SyntaxError {
        int end = text.indexOf(']', at);
        String index = end < 0 ? "" : text.substring(at, end).strip();
        if (index.length() > LONGEST_INDEX || !Pattern.matches("-?\\d+", index)) {
            throw new SyntaxError("must have an index or a quoted name at character " + (at + 1));
        }
        at = end;
        return new Path.Index(Integer.parseInt(index));
    }

    /// Takes what is between two quotation marks. There is no escape for the mark itself.
    private String quoted(char mark) throws SyntaxError {
        int end = text.indexOf(mark, at + 1);
        if (end < 0) {
            throw new SyntaxError("must have a closing " + mark + " for the one at character " + (at + 1));
        }
        String quoted = text.substring(at + 1, end);
        at = end + 1;
        return quoted;
    }

    private boolean isAt(char character) {
        skipSpaces();
        return at < text.length() && text.charAt(at) == character;
    }

    private boolean takes(char character) {
        boolean is = isAt(character);
        at += is ? 1 : 0;
        return is;
    }

    private void require(char character) throws SyntaxError {
        if (!takes(character)) {
            throw new SyntaxError("must have " + character + " at character " + (at + 1));
        }
    }

    private void requireEnd() throws SyntaxError {
        skipSpaces();
        if (at < text.length()) {
            throw new SyntaxError("has something unexpected at character " + (at + 1));
        }
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
