// Exports log records with OpenTelemetry's SDK and one of its exporters, unmodified.
//
//     node export.mjs http|proto <URL of the logs endpoint> <key> <service> <number of records>
//
// The output is what became of the export.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

const [encoding, url, key, service, count] = process.argv.slice(2);
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${encoding}`);

const exporter = new OTLPLogExporter({
  url,
  headers: { Authorization: `Bearer ${key}` },
  compression: 'gzip',
  timeoutMillis: 60_000,
});
const results = [];
const send = exporter.export.bind(exporter);
exporter.export = (records, done) =>
  send(records, (result) => {
    results.push(result.code === 0 ? 'stored' : String(result.error));
    done(result);
  });

const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': service }),
  processors: [new BatchLogRecordProcessor({ exporter, maxExportBatchSize: 512, maxQueueSize: 10_000, exportTimeoutMillis: 60_000 })],
});
const logger = provider.getLogger('payments', '1.2');
for (let i = 0; i < Number(count); i++) {
  logger.emit({
    eventName: 'payment.failed',
    severityNumber: i % 2 === 0 ? 17 : 9,
    body: i === 0 ? 'Tür 3 \u{1f6aa}' : `payment ${i}`,
    attributes: { 'log.record.uid': `${service}-${i}`, 'enduser.id': 'joe', list: [1, 2.5, 'x'], map: { a: true } },
  });
}
await provider.shutdown();
console.log(JSON.stringify(results));
