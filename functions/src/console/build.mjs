// Builds the console: `node build.mjs [folder]` writes what GetConsole serves, `node build.mjs --test` checks types and runs the tests.
// `node build.mjs <folder> --pseudo` makes all texts longer, as translations may be, for a test of the layout.
// It installs its packages from npm first, unless that was done with this lock.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(here, '../../target');

/** The most that a file may have, gzipped. */
const BUDGETS = { app: 54_000, shell: 2_000, all: 60_000 };

/** Leaves out the indentation of templates, and what styles can do without: browsers ignore both. */
const shortTemplates = {
  name: 'short-templates',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll(/\r?\n\s*/g, '\n')
        .replaceAll(/(?<=css`[^`]*)(\/\*[^*]*\*\/\s*|;?\s+(?=\})|\s+(?=\{)|(?<=[{};,:`])\s+)/g, ''),
      loader: 'ts',
    }));
  },
};

/** Texts with 40 % more characters, none of which allows a line break. Brackets show where a text is cut. */
const longerTexts = {
  name: 'longer-texts',
  setup(build) {
    build.onLoad({ filter: /messages\.en\.ts$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8').replace('export const en =', 'const plain =').replace(/export type Messages.*/, '')}
        const longer = (value: any): any => {
          if (typeof value === 'string') return value === '' ? '' : \`⟦\${value}\${'ö'.repeat(Math.max(0, Math.ceil(value.length * 0.4) - 2))}⟧\`;
          if (typeof value === 'function') return (...given: any[]) => longer(value(...given));
          if (Array.isArray(value)) return value.map(longer);
          return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, longer(inner)]));
        };
        export const en: any = longer(plain);`,
      loader: 'ts',
    }));
  },
};

install();
const esbuild = await import('esbuild');
if (process.argv[2] === '--test') await test();
else await build(resolve(process.argv[2] ?? join(target, 'classes/console')), process.argv[3] === '--pseudo');

function install() {
  const stamp = join(here, 'node_modules/.installed-lock.json');
  const lock = join(here, 'package-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(lock, 'utf8')) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const shell = process.platform === 'win32';
  execFileSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, shell, stdio: ['ignore', 'ignore', 'inherit'] });
  cpSync(lock, stamp);
}

async function build(folder, isPseudo) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(here, 'src/main.ts')],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox128', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: '/*! Container Events, Apache-2.0. Contains lit: Copyright 2017 Google LLC, BSD-3-Clause. */' },
    tsconfig: join(here, 'tsconfig.json'),
    plugins: [...(isPseudo ? [longerTexts] : []), shortTemplates],
    write: false,
    logLevel: 'warning',
  });
  const app = outputFiles[0].text;
  const name = `app.${hash(app)}.js`;
  const files = {
    [name]: app,
    'container-events.js': `export * from "./${name}";\n`,
    'index.html': readFileSync(join(here, 'index.html'), 'utf8').replaceAll('{app}', name),
  };
  const sizes = { app: gzipped(app), shell: gzipped(files['index.html']) };
  sizes.all = sizes.app + sizes.shell + gzipped(files['container-events.js']);
  for (const [what, most] of Object.entries(BUDGETS)) {
    if (sizes[what] > most) throw new Error(`${what} has ${sizes[what]} bytes gzipped, more than ${most}`);
  }
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) rmSync(join(folder, file));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  console.log(`console: ${name} ${sizes.app} bytes gzipped, page ${sizes.shell}`);
}

async function test() {
  execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', here], { stdio: 'inherit' });
  const tests = readdirSync(join(here, 'test')).filter((file) => file.endsWith('.test.ts'));
  const out = join(target, 'console-tests');
  rmSync(out, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: tests.map((file) => join(here, 'test', file)),
    absWorkingDir: here,
    bundle: true,
    format: 'esm',
    platform: 'node',
    sourcemap: 'inline',
    outdir: out,
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  const built = readdirSync(out).map((file) => relative(process.cwd(), join(out, file)));
  execFileSync(process.execPath, ['--test', '--enable-source-maps', ...built], { stdio: 'inherit' });
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** As API Gateway may compress it: its level isn't known, so this is a middle one. */
function gzipped(text) {
  return gzipSync(text, { level: 6 }).length;
}
