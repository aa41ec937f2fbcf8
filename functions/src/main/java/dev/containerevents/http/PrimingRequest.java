package dev.containerevents.http;

import java.nio.charset.StandardCharsets;

/// The request that an endpoint answers before Lambda takes its snapshot.
///
/// Its organisation can't exist, so it finds nothing. Its body is empty, so it writes nothing.
final class PrimingRequest {

    static final byte[] BYTES =
            """
            {"httpMethod":"GET","path":"/priming","isBase64Encoded":false,"body":null,
             "pathParameters":{"org_id":"-","container_id":"c","event_id":"EVENT","id":"EVENT"},
             "multiValueHeaders":{"Accept":["application/json"]},"multiValueQueryStringParameters":null,
             "requestContext":{"requestId":"priming","path":"/priming",
              "authorizer":{"org":"-","rights":"read write deliver","shards":"1","write_shards":"1","retention":"{}"}}}
            """.replace("EVENT", "00000000-0000-7000-8000-000000000000").getBytes(StandardCharsets.UTF_8);

    private PrimingRequest() {}
}
