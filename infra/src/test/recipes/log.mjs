// Logs so many events with the logger of the recipe.
import { logger } from './recipe.mjs';

const count = Number(process.argv[2]);
for (let i = 0; i < count; i++) {
  logger.log(i % 10 === 0 ? 'error' : 'info', `line ${i}`, { action: 'order.placed', user: 'joe' });
}
// The last batch is sent after its interval.
setTimeout(() => process.exit(0), 5000);
