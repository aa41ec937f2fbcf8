package dev.containerevents.infra.local.services;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Roles;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Checks permissions in front of DynamoDB Local, which doesn't: refuses what the caller's role doesn't allow.
final class DynamoDbGuard extends Handler.Wrapper {

    private final Roles roles;
    private final DynamoDbAccess.Keys keys;

    DynamoDbGuard(Template template, Roles roles, Handler next) {
        super(next);
        this.roles = roles;
        keys = new DynamoDbAccess.Keys(template);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String caller = Roles.caller(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        if (caller.equals(Roles.ADMINISTRATOR)) {
            return super.handle(request, response, callback);
        }
        ByteBuffer body = Content.Source.asByteBuffer(request);
        Optional<String> refusal = refusal(caller, request.getHeaders(), JsonTree.parse(bytes(body)));
        if (refusal.isEmpty()) {
            return super.handle(new Reread(request, Content.Source.from(body)), response, callback);
        }
        response.setStatus(400);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.0");
        JsonNode error = JsonTree.object()
                .put("__type", "com.amazon.coral.service#AccessDeniedException")
                .put("Message", refusal.get());
        response.write(true, ByteBuffer.wrap(JsonTree.bytes(error)), callback);
        return true;
    }

    private Optional<String> refusal(String caller, HttpFields headers, Optional<JsonNode> body) {
        String target = Optional.ofNullable(headers.get("X-Amz-Target")).orElse("");
        String operation = target.substring(target.indexOf('.') + 1);
        return body.map(request -> DynamoDbAccess.of(operation, request, keys)).orElse(List.of()).stream()
                .flatMap(access -> access.refusal(roles, caller).stream())
                .findFirst();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /// The same request again, after its body was read.
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
