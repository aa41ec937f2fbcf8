// Takes a picture of each state: `node pictures.mjs <folder of the console> <folder of the pictures> [state,…] [width,…] [theme,…]`
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, newPage } from './browser.mjs';
import { show, STATES } from './states.mjs';
import { Log, startStub } from './stub.mjs';

const [assets, folder, names = Object.keys(STATES).join(), widths = '1440,390', themes = 'light,dark'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const stub = await startStub({ log: new Log(84_701, Date.now(), 7), assets });
const browser = await launch();
for (const name of names.split(',')) {
  for (const width of widths.split(',').map(Number)) {
    for (const theme of themes.split(',')) {
      const page = await newPage(browser, { width, height: width < 800 ? 844 : 900, theme });
      try {
        await show(page, stub, name);
      } catch (error) {
        console.log(`${name} ${width} ${theme}: ${error.message.split('\n')[0]}`);
      }
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) });
      if (page.seen.errors.length > 0) console.log(name, page.seen.errors);
      await page.done();
    }
  }
}
await browser.close();
stub.server.close();
