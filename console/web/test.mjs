// Runs the unit tests: each *.test.ts is bundled for node and given to its own test runner. node test.mjs [folder for the bundles]
import { spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, '../target/web-tests'));
const tests = (await readdir(join(here, 'src'), { recursive: true })).filter((path) => path.endsWith('.test.ts')).sort();
await rm(folder, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: here,
  entryPoints: tests.map((path) => join('src', path)),
  outbase: 'src',
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
const run = spawnSync(process.execPath, ['--test', ...tests.map((path) => join(folder, path.replace(/\.ts$/, '.mjs')))], {
  stdio: 'inherit',
  env: { ...process.env, TZ: 'UTC' },
});
process.exit(run.status ?? 1);
