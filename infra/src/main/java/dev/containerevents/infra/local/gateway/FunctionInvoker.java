package dev.containerevents.infra.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.containerevents.infra.local.iam.Policy;
import dev.containerevents.infra.local.lambda.Functions;
import dev.containerevents.infra.local.lambda.Invocation;
import dev.containerevents.infra.local.lambda.RuntimeApi;
import dev.containerevents.infra.local.template.Arn;
import dev.containerevents.infra.local.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Invokes functions for the gateway, which needs a permission on the alias that it invokes. Thread-safe.
final class FunctionInvoker {

    private static final Pattern URI = Pattern.compile(".*:lambda:path/2015-03-31/functions/(.+)/invocations");

    private final Functions functions;
    private final List<Permission> permissions;

    /// @param function the ARN, with its qualifier
    /// @param source the pattern of ARNs that may invoke it
    private record Permission(String function, Predicate<String> source) {}

    FunctionInvoker(Template template, Functions functions) {
        this.functions = functions;
        permissions = template.resources("AWS::Lambda::Permission").stream()
                .map(Template.Resource::properties)
                .filter(permission -> permission.path("Principal").asText().equals("apigateway.amazonaws.com"))
                .map(FunctionInvoker::permission)
                .toList();
    }

    private static Permission permission(JsonNode properties) {
        String name = properties.path("FunctionName").asText();
        return new Permission(
                name.startsWith("arn:") ? name : Arn.function(name),
                Policy.wildcard(properties.path("SourceArn").asText("*"), 0).asMatchPredicate());
    }

    /// Starts a function before it is invoked, if the template has it.
    ///
    /// @param uri an authorizer's
    void startAhead(String uri) throws InterruptedException {
        Optional<Functions.Target> function = function(uri);
        if (function.isPresent()) {
            function.get().startAhead();
        }
    }

    private Optional<Functions.Target> function(String uri) {
        return Optional.of(URI.matcher(uri))
                .filter(Matcher::matches)
                .flatMap(matched -> functions.find(matched.group(1)));
    }

    /// @param uri an integration's or an authorizer's
    /// @param source the ARN of the method or authorizer that invokes it
    /// @param refused the response if the template doesn't permit it
    Invocation.Outcome call(String uri, String source, byte[] payload, Duration timeout, GatewayFault.Type refused)
            throws GatewayFault {
        Functions.Target function =
                function(uri).orElseThrow(() -> new GatewayFault(refused, uri + " is not a function of the template"));
        if (permissions.stream()
                .noneMatch(permission -> permission.function().equals(function.arn())
                        && permission.source().test(source))) {
            throw new GatewayFault(refused, "no AWS::Lambda::Permission lets " + source + " call " + function.arn());
        }
        if (payload.length > RuntimeApi.MAXIMUM_PAYLOAD) {
            throw new GatewayFault(GatewayFault.Type.REQUEST_TOO_LARGE, "the event is larger than a function accepts");
        }
        return await(function, payload, timeout);
    }

    /// The function continues after the gateway has given up, as in AWS.
    private static Invocation.Outcome await(Functions.Target function, byte[] payload, Duration timeout)
            throws GatewayFault {
        FutureTask<Invocation.Outcome> task = new FutureTask<>(() -> function.invoke(payload));
        Thread.startVirtualThread(task);
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new GatewayFault(GatewayFault.Type.INTEGRATION_TIMEOUT, function.arn() + " took too long");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the local cloud is stopping", e);
        }
    }
}
