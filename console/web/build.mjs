// Bundles the pages: node build.mjs [folder]. Writes index.html and assets/* with the hash of what they hold in their names,
// so that the server may let them be cached for good.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

export async function build(folder) {
  await rm(folder, { recursive: true, force: true });
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: { console: 'src/main.tsx', style: 'src/style/all.css', icon: 'src/icon.svg' },
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = Object.keys(result.metafile.outputs).map((path) => '/' + relative(folder, resolve(here, path)));
  const named = (name, ending) => {
    const found = outputs.filter((path) => path.startsWith(`/assets/${name}-`) && path.endsWith(ending));
    if (found.length !== 1) throw new Error(`Expected one ${name}*${ending} among ${outputs.join(', ')}`);
    return found[0];
  };
  // What the first script imports is asked for at once, not only when that has come and was read.
  const first = Object.entries(result.metafile.outputs).find(([path]) => path.endsWith(named('console', '.js')));
  const preloads = first[1].imports
    .filter((each) => each.kind === 'import-statement')
    .map((each) => `<link rel="modulepreload" href="/${relative(folder, resolve(here, each.path))}">`);
  const page = (await readFile(join(here, 'src/index.html'), 'utf8'))
    .replace('{preloads}', preloads.join('\n'))
    .replace('{script}', named('console', '.js'))
    .replace('{style}', named('style', '.css'))
    .replace('{icon}', named('icon', '.svg'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), page);
  return result.metafile.outputs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build(resolve(process.argv[2] ?? join(here, '../target/classes/io/sightline/console/web')));
}
