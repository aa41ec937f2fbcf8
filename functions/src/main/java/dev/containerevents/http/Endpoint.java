package dev.containerevents.http;

import com.amazonaws.services.lambda.runtime.Context;
import dev.containerevents.aws.Handler;
import dev.containerevents.log.LogLine;
import dev.containerevents.table.RequestBudget;
import dev.containerevents.table.TableException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The handler of one operation of the contract. Its simple name is the operation's id.
///
/// Takes the raw stream, because the runtime's own conversion to classes costs more than our whole response. Only
/// here, failures become responses. Handles one request at a time, as Lambda calls it.
public abstract class Endpoint extends Handler {

    private final Duration time;

    protected Endpoint() {
        this(RequestBudget.OF_REQUEST);
    }

    /// @param time how long a request reads and writes before it returns what it has
    protected Endpoint(Duration time) {
        this.time = time;
    }

    /// Answers a request.
    ///
    /// @param budget counts what the response consumes
    /// @throws Problem        if the request can't be answered as it was meant
    /// @throws TableException if the table can't serve it now
    protected abstract Response answer(Request request, RequestBudget budget);

    /// Returns the response to a problem, in this API's own shape unless the operation is another API's.
    protected Response refusal(Problem problem, Request request) {
        return Response.of(problem, request.requestId());
    }

    /// Does what the [PrimingRequest] can't do, without lasting effects. Operations that write override this,
    /// and those that read something that the request doesn't name.
    protected void primeMore() {}

    @Override
    protected final void prime() throws IOException {
        Response response = answer(ProxyEvent.read(PrimingRequest.BYTES));
        response.write(OutputStream.nullOutputStream());
        if (response.status() >= 500) {
            throw new IOException("the request was answered with " + response.status());
        }
        primeMore();
    }

    @Override
    protected final void handle(byte[] event, OutputStream out, Context context) throws IOException {
        answer(ProxyEvent.read(event)).write(out);
    }

    private Response answer(Request request) {
        long begin = System.nanoTime();
        RequestBudget budget = new RequestBudget(time);
        Response response;
        @Nullable Throwable failure = null;
        try {
            response = answer(request, budget);
        } catch (Problem problem) {
            response = refuse(problem, request);
        } catch (TableException.Throttled e) {
            response = refuse(Problem.throttled(), request);
        } catch (TableException.Unavailable e) {
            failure = e;
            response = refuse(Problem.unavailable(), request);
        } catch (RuntimeException e) {
            failure = e;
            response = refuse(Problem.internal(), request);
        }
        if (request.isHead()) {
            response = response.withoutBody();
        }
        Optional<RateLimit> limit = request.rateLimit();
        if (limit.isPresent()) {
            response = limit.get().addTo(response);
        }
        int status = response.status();
        LogLine.write(getClass().getSimpleName(), failure, json -> {
            json.writeStringField("request_id", request.requestId());
            json.writeStringField("org", request.authorizer().getOrDefault("org", ""));
            json.writeStringField("key_id", request.authorizer().getOrDefault(Caller.KEY_ID, ""));
            json.writeNumberField("status", status);
            json.writeNumberField("read_units", budget.read());
            json.writeNumberField("write_units", budget.write());
            json.writeNumberField("micros", (System.nanoTime() - begin) / 1000);
        });
        return response.with("X-Consumed-Read-Units", number(budget.read()))
                .with("X-Consumed-Write-Units", number(budget.write()));
    }

    private Response refuse(Problem problem, Request request) {
        return refusal(problem, request).withHeadersOf(problem);
    }

    /// Formats units: `2`, `0.5`.
    private static String number(double units) {
        return units == Math.rint(units) ? Long.toString((long) units) : Double.toString(units);
    }
}
