// `npm run package`: packages of every executable that is built, into build/packages/, with their checksums. The formula
// of Homebrew and the manifest of Scoop name addresses: they are made where GitHub Actions says whose release it is.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accompaniments, archive, debian, manifests, PACKAGES, sha256 } from './lib/packages.mjs';
import { executablePath, ownSystem, SYSTEMS } from './lib/runtimes.mjs';
import { step } from './lib/step.mjs';

const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;

process.exitCode = 1;
rmSync(PACKAGES, { recursive: true, force: true });
mkdirSync(PACKAGES, { recursive: true });
const files = await accompaniments(executablePath(ownSystem()));
let ok = true;
for (const system of Object.keys(SYSTEMS).filter((name) => existsSync(executablePath(name)))) {
  ok = (await step(system, () => archive(system, files))) && ok;
  if (system === 'linux-x64' || system === 'linux-arm64')
    ok = (await step(`${system}, deb`, () => debian(system, files))) && ok;
}
if (GITHUB_SERVER_URL && GITHUB_REPOSITORY) {
  const made = manifests(`${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`);
  for (const [name, text] of Object.entries(made)) writeFileSync(join(PACKAGES, name), text);
}
const sums = readdirSync(PACKAGES)
  .sort()
  .map((name) => `${sha256(name)}  ${name}\n`);
writeFileSync(join(PACKAGES, 'SHA256SUMS'), sums.join(''));
process.exitCode = ok ? 0 : 1;
