package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.template.HttpAnswer;
import dev.containerevents.infra.local.template.JsonTree;
import dev.containerevents.infra.local.template.Template;
import dev.containerevents.infra.local.usage.LocalUsagePlans;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// API Gateway: routes, authorizers, proxy integrations and its own responses. Thread-safe.
public final class Gateway implements HttpHandler {

    private final Api api;
    private final Routes routes;
    private final Map<String, LambdaAuthorizer> authorizers;
    private final GatewayResponses responses;
    private final FunctionInvoker caller;
    private final Throttling throttling;
    private final Compression compression;
    private final Consumer<String> log;

    /// Creates the gateways of the template's APIs, each by what its paths begin with, and starts their
    /// authorizers' functions.
    ///
    /// @param plans limit the requests of each usage key
    /// @param log gets a line, as in AWS the API's execution log, for each response of the gateway itself
    public static Map<String, Gateway> of(
            Template template, Functions functions, LocalUsagePlans plans, Consumer<String> log)
            throws InterruptedException {
        Map<String, Gateway> gateways = new LinkedHashMap<>();
        for (Api api : Api.of(template)) {
            gateways.put(api.base() + "/", new Gateway(api, template, functions, plans, log));
        }
        return gateways;
    }

    private Gateway(Api api, Template template, Functions functions, LocalUsagePlans plans, Consumer<String> log)
            throws InterruptedException {
        this.api = api;
        caller = new FunctionInvoker(template, functions);
        routes = new Routes(api.body());
        authorizers = LambdaAuthorizer.of(api, caller);
        responses = new GatewayResponses(api.body());
        throttling = new Throttling(template, plans);
        compression = new Compression(api.compressFrom());
        this.log = log;
        for (LambdaAuthorizer authorizer : authorizers.values()) {
            authorizer.startAhead();
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            GatewayRequest request = GatewayRequest.of(exchange, api.base());
            ObjectNode context = api.context(request);
            HttpAnswer answer;
            try {
                answer = answer(request, context);
            } catch (GatewayFault fault) {
                if (fault.type().status >= 500) {
                    log.accept(request.method() + " " + request.path() + ": " + fault.getMessage());
                }
                answer = responses.answer(fault, request, context);
            } catch (RuntimeException e) {
                log.accept(trace(e));
                answer = responses.answer(
                        new GatewayFault(GatewayFault.Type.API_CONFIGURATION_ERROR, e.toString()), request, context);
            }
            Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers());
            headers.put("x-amzn-RequestId", List.of(request.id()));
            headers.put(
                    "x-amz-apigw-id", List.of(context.path("extendedRequestId").asText()));
            compression
                    .encode(new HttpAnswer(answer.status(), headers, answer.body()), request)
                    .writeTo(exchange);
        }
    }

    private HttpAnswer answer(GatewayRequest sent, ObjectNode context) throws GatewayFault {
        if (sent.body().length > GatewayRequest.MAXIMUM_BODY) {
            throw new GatewayFault(GatewayFault.Type.REQUEST_TOO_LARGE, "the request is larger than 10 MB");
        }
        Routes.Match match = routes.match(sent.method(), sent.path())
                .orElseThrow(() ->
                        new GatewayFault(GatewayFault.Type.MISSING_AUTHENTICATION_TOKEN, "no such path or method"));
        Routes.Route route = match.route();
        context.put("resourceId", route.resource()).put("resourcePath", route.resource());
        return switch (route.integration()) {
            case MockIntegration mock -> {
                throttling.countMethod(route);
                yield mock.answer(sent);
            }
            case Routes.ToFunction function -> call(function, match, compression.decode(sent), context);
        };
    }

    private HttpAnswer call(Routes.ToFunction function, Routes.Match match, GatewayRequest request, ObjectNode context)
            throws GatewayFault {
        Routes.Route route = match.route();
        ObjectNode event = api.proxyEvent(request, match, context);
        if (route.authorizer().isPresent()) {
            LambdaAuthorizer authorizer = authorizers.get(route.authorizer().get());
            if (authorizer == null) {
                throw new GatewayFault(
                        GatewayFault.Type.AUTHORIZER_CONFIGURATION_ERROR,
                        "no authorizer is called " + route.authorizer().get());
            }
            LambdaAuthorizer.Allowed allowed = authorizer.authorize(request, event);
            context.set("authorizer", allowed.context());
            if (route.counted()) {
                throttling.countClient(allowed.usageKey());
            }
        }
        throttling.countMethod(route);
        Invocation.Outcome outcome = caller.call(
                function.uri(),
                api.arn(route.method(), route.resource()),
                JsonTree.bytes(event),
                function.timeout(),
                GatewayFault.Type.API_CONFIGURATION_ERROR);
        return switch (outcome) {
            case Invocation.Success success -> ProxyAnswer.read(success.payload());
            case Invocation.Failure failure ->
                throw new GatewayFault(
                        GatewayFault.Type.DEFAULT_5XX,
                        "the function failed: " + new String(failure.payload(), StandardCharsets.UTF_8));
        };
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
