// The executables as packages, from what lies in build/executable/. The same input gives the same bytes: no time, no
// user, no order of a folder is in them.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './npm.mjs';
import { executablePath, RUNTIME } from './runtimes.mjs';
import { run } from './step.mjs';

const { version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
export const PACKAGES = join(root, 'build', 'packages');
const SHELLS = { bash: 'mfa-exec.bash', zsh: '_mfa-exec', fish: 'mfa-exec.fish' };
/** For every file in a package: the Unix epoch would be refused by some. */
const EPOCH = '315532800';

/**
 * The files beside the program, by name.
 * @param {string} runs an executable of this machine, which prints its completion
 * @returns {Promise<Record<string, string | Buffer>>}
 */
export async function accompaniments(runs) {
  /** @type {Record<string, string | Buffer>} */
  const files = {
    LICENSE: readFileSync(join(root, 'LICENSE')),
    'README.md': readFileSync(join(root, 'README.md')),
    'CHANGELOG.md': readFileSync(join(root, 'CHANGELOG.md')),
    'THIRD-PARTY-LICENSES.txt': readFileSync(join(root, 'build', 'executable', 'THIRD-PARTY-LICENSES.txt')),
    'RUNTIME-LICENSES.txt': readFileSync(
      join(root, 'scripts', 'packaging', 'RUNTIME-LICENSES.txt'),
      'utf8',
    ).replaceAll('@VERSION@', RUNTIME.version),
    'LGPL-2.1.txt': readFileSync(join(root, 'scripts', 'packaging', 'LGPL-2.1.txt')),
    'mfa-exec.1': readFileSync(join(root, 'mfa-exec.1')),
  };
  for (const [shell, name] of Object.entries(SHELLS)) {
    const { ok, output } = await run(runs, ['completion', shell]);
    if (!ok) throw new Error(output);
    files[`completions/${name}`] = output;
  }
  return files;
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, string | Buffer>>} files
 */
function write(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o644 });
  }
}

/** @param {string} system @param {string} to */
function copyProgram(system, to) {
  mkdirSync(join(to, '..'), { recursive: true });
  copyFileSync(executablePath(system), to);
  chmodSync(to, 0o755);
}

/**
 * A folder with the program and what comes with it: as `tar.xz`, for Windows as `zip`.
 * @param {string} system
 * @param {Readonly<Record<string, string | Buffer>>} files
 * @returns {Promise<import('./step.mjs').Outcome>} the note is its name
 */
export async function archive(system, files) {
  const name = `mfa-exec-${version}-${system}`;
  const folder = join(PACKAGES, name);
  rmSync(folder, { recursive: true, force: true });
  write(folder, files);
  copyProgram(system, join(folder, basename(executablePath(system))));
  const isZip = system.startsWith('windows');
  const file = `${name}${isZip ? '.zip' : '.tar.xz'}`;
  rmSync(join(PACKAGES, file), { force: true });
  await run('find', [name, '-exec', 'touch', '-h', '-d', `@${EPOCH}`, '{}', '+'], { cwd: PACKAGES });
  const command = isZip
    ? `find ${name} -type f | LC_ALL=C sort | TZ=UTC zip -q -X -9 ${file} -@`
    : `tar --sort=name --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw -c ${name} | xz -T1 -6 > ${file}`;
  const packed = await run('sh', ['-c', command], { cwd: PACKAGES });
  rmSync(folder, { recursive: true, force: true });
  return { ...packed, note: file };
}

const DEBIAN = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' };

/**
 * The same for Debian and Ubuntu, whose libc the program is made for.
 * @param {keyof typeof DEBIAN} system
 * @param {Readonly<Record<string, string | Buffer>>} files
 * @returns {Promise<import('./step.mjs').Outcome>}
 */
export async function debian(system, files) {
  const name = `mfa-exec_${version}_${DEBIAN[system]}`;
  const folder = join(PACKAGES, name);
  rmSync(folder, { recursive: true, force: true });
  const doc = 'usr/share/doc/mfa-exec';
  const page = (/** @type {string} */ file) => gzipSync(files[file] ?? '', { level: 9 });
  write(folder, {
    [`${doc}/copyright`]: ['LICENSE', 'RUNTIME-LICENSES.txt', 'THIRD-PARTY-LICENSES.txt']
      .map((file) => String(files[file]))
      .join(`\n${'='.repeat(72)}\n\n`)
      .replaceAll('LGPL-2.1.txt', '/usr/share/common-licenses/LGPL-2.1'),
    [`${doc}/changelog.gz`]: page('CHANGELOG.md'),
    'usr/share/man/man1/mfa-exec.1.gz': page('mfa-exec.1'),
    'usr/share/bash-completion/completions/mfa-exec': files['completions/mfa-exec.bash'] ?? '',
    'usr/share/zsh/vendor-completions/_mfa-exec': files['completions/_mfa-exec'] ?? '',
    'usr/share/fish/vendor_completions.d/mfa-exec.fish': files['completions/mfa-exec.fish'] ?? '',
  });
  copyProgram(system, join(folder, 'usr/bin/mfa-exec'));
  const kB = Math.ceil(statSync(executablePath(system)).size / 1024);
  write(folder, {
    'DEBIAN/control': [
      'Package: mfa-exec',
      `Version: ${version}`,
      `Architecture: ${DEBIAN[system]}`,
      'Maintainer: the authors of mfa-exec',
      `Installed-Size: ${kB}`,
      // The versions of glibc's symbols that the runtime asks for.
      'Depends: libc6 (>= 2.17)',
      'Recommends: libsecret-1-0',
      'Suggests: awscli, gnome-keyring',
      'Section: utils',
      'Priority: optional',
      `Description: ${description.charAt(0).toLowerCase()}${description.slice(1)}`,
      '',
    ].join('\n'),
  });
  const options = ['--root-owner-group', '-Zxz', '--build', folder, join(PACKAGES, `${name}.deb`)];
  const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH };
  const built = await run(
    'sh',
    ['-c', 'umask 022; chmod -R go=rX "$1"; shift; exec dpkg-deb "$@"', 'sh', folder, ...options],
    { env },
  );
  rmSync(folder, { recursive: true, force: true });
  return { ...built, note: `${name}.deb` };
}

/** @param {string} file in the folder of packages */
export function sha256(file) {
  return createHash('sha256')
    .update(readFileSync(join(PACKAGES, file)))
    .digest('hex');
}

/**
 * The formula of Homebrew and the manifest of Scoop, for the packages that are there.
 * @param {string} repository its address, such as https://github.com/OWNER/NAME
 * @returns {Record<string, string>} contents by file name
 */
export function manifests(repository) {
  const file = (/** @type {string} */ system) =>
    `mfa-exec-${version}-${system}.${system.startsWith('windows') ? 'zip' : 'tar.xz'}`;
  const address = (/** @type {string} */ system) =>
    `${repository}/releases/download/v${version}/${file(system)}`;
  const isThere = (/** @type {string} */ system) => existsSync(join(PACKAGES, file(system)));
  const source = (/** @type {string} */ cpu, /** @type {string} */ system) =>
    `    on_${cpu} do\n      url "${address(system)}"\n      sha256 "${sha256(file(system))}"\n    end`;
  /** @type {Record<string, string>} */
  const made = {};
  const unix = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];
  if (unix.every(isThere)) {
    const group = (/** @type {string} */ os, /** @type {string} */ name) =>
      `  on_${os} do\n${source('arm', `${name}-arm64`)}\n${source('intel', `${name}-x64`)}\n  end`;
    made['mfa-exec.rb'] = `class MfaExec < Formula
  desc "${description}"
  homepage "${repository}"
  version "${version}"
  license all_of: ["MIT", "LGPL-2.1-or-later"]

${group('macos', 'darwin')}
${group('linux', 'linux')}

  def install
    bin.install "mfa-exec"
    man1.install "mfa-exec.1"
    bash_completion.install "completions/mfa-exec.bash" => "mfa-exec"
    zsh_completion.install "completions/_mfa-exec"
    fish_completion.install "completions/mfa-exec.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/mfa-exec --version")
  end
end
`;
  }
  const windows = 'windows-x64';
  if (isThere(windows)) {
    const scoop = {
      version,
      description,
      homepage: repository,
      license: 'MIT,LGPL-2.1-or-later',
      architecture: { '64bit': { url: address(windows), hash: sha256(file(windows)) } },
      extract_dir: file(windows).replace(/\.zip$/, ''),
      bin: 'mfa-exec.exe',
    };
    made['mfa-exec.json'] = `${JSON.stringify(scoop, undefined, 2)}\n`;
  }
  return made;
}
