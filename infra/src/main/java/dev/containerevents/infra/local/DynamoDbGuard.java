package dev.containerevents.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Stands before DynamoDB Local, which asks nobody for permission, and refuses what the caller's role doesn't
/// allow.
///
/// The caller is a function, told by its access key, which is its name. So a permission that the template lacks is
/// missed here, not first in AWS.
final class DynamoDbGuard extends Handler.Wrapper {

    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([^/]+)/");

    private final Map<String, FunctionSpec> functions = new HashMap<>();
    private final Map<String, Policy> policies = new HashMap<>();
    private final DynamoDbAccess.Keys keys;

    DynamoDbGuard(Template template, List<FunctionSpec> functions, Handler next) {
        super(next);
        keys = new DynamoDbAccess.Keys(template);
        for (FunctionSpec function : functions) {
            this.functions.put(function.name(), function);
            policies.put(function.name(), Policy.of(documents(template, function.role())));
        }
    }

    private static Stream<JsonNode> documents(Template template, String role) {
        Stream<JsonNode> inline = template.resources("AWS::IAM::Role").stream()
                .filter(resource -> resource.id().equals(role))
                .flatMap(resource -> StreamSupport.stream(
                        resource.properties().path("Policies").spliterator(), false));
        Stream<JsonNode> attached = Stream.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
                .flatMap(type -> template.resources(type).stream())
                .map(Template.Resource::properties)
                .filter(policy -> Json.texts(policy.path("Roles")).contains(role));
        return Stream.concat(inline, attached).map(policy -> policy.path("PolicyDocument"));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String caller = accessKey(request.getHeaders());
        if (caller.equals(LocalDynamoDb.ADMINISTRATOR)) {
            return super.handle(request, response, callback);
        }
        ByteBuffer body = Content.Source.asByteBuffer(request);
        Optional<String> refusal = refusal(caller, request.getHeaders(), Json.parse(bytes(body)));
        if (refusal.isEmpty()) {
            return super.handle(new Reread(request, Content.Source.from(body)), response, callback);
        }
        response.setStatus(400);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.0");
        JsonNode error = Json.object()
                .put("__type", "com.amazon.coral.service#AccessDeniedException")
                .put("Message", refusal.get());
        response.write(true, ByteBuffer.wrap(Json.bytes(error)), callback);
        return true;
    }

    private Optional<String> refusal(String caller, HttpFields headers, Optional<JsonNode> body) {
        FunctionSpec function = functions.get(caller);
        if (function == null) {
            return Optional.of("The access key " + caller + " belongs to no function of the template.");
        }
        String target = Optional.ofNullable(headers.get("X-Amz-Target")).orElse("");
        String operation = target.substring(target.indexOf('.') + 1);
        return body.map(request -> DynamoDbAccess.of(operation, request, keys)).orElse(List.of()).stream()
                .filter(access -> !access.allowedBy(policy(caller)))
                .findFirst()
                .map(access ->
                        ("User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s"
                                        + " because no identity-based policy allows the %s action")
                                .formatted(
                                        Arn.ACCOUNT,
                                        function.role(),
                                        caller,
                                        access.action(),
                                        access.resource(),
                                        access.action()));
    }

    private Policy policy(String caller) {
        return policies.getOrDefault(caller, new Policy(List.of()));
    }

    private static String accessKey(HttpFields headers) {
        Matcher credential = ACCESS_KEY.matcher(
                Optional.ofNullable(headers.get(HttpHeader.AUTHORIZATION)).orElse(""));
        return credential.find() ? credential.group(1) : "";
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /// The request once more, after its body was read.
    private static final class Reread extends Request.Wrapper {

        private final Content.Source body;

        Reread(Request request, Content.Source body) {
            super(request);
            this.body = body;
        }

        @Override
        public Content.@Nullable Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable callback) {
            body.demand(callback);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
        }
    }
}
