// Preloaded into mfa-exec: writes the name of each file and module of Node's that it loads into $BENCH_LOADED.
const { writeFileSync, appendFileSync } = require('node:fs');
const Module = require('node:module');

const file = process.env['BENCH_LOADED'] ?? '';
const { moduleLoadList } = /** @type {{ moduleLoadList: string[] }} */ (/** @type {unknown} */ (process));
delete process.env['NODE_OPTIONS'];
delete process.env['BENCH_LOADED'];
const seen = new Set(moduleLoadList);
writeFileSync(file, '');

/** @param {string} name */
const note = (name) => {
  const builtin = moduleLoadList.filter((entry) => !seen.has(entry) && /^NativeModule/.test(entry));
  for (const entry of builtin) seen.add(entry);
  appendFileSync(file, [name, ...builtin].map((line) => `${line}\n`).join(''));
};

const internals = /** @type {{ _load: Function }} */ (/** @type {unknown} */ (Module));
const load = internals._load;
internals._load = function (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) {
  const loaded = load.call(this, request, ...rest);
  note(Module.isBuiltin(request) ? '' : `file ${request}`);
  return loaded;
};
const { dlopen } = process;
process.dlopen = (module, filename, ...rest) => {
  dlopen.call(process, module, filename, ...rest);
  note(`file ${filename}`);
};
