/** Wires the program: builds everything that touches the outside, hands it to main(), and ends as main() says. */
import process from 'node:process';
import { createAwsFiles } from './aws-files/files.ts';
import { awsPaths } from './aws-files/paths.ts';
import { inAscii } from './base/ascii.ts';
import { type Exit, FAILED } from './base/exit.ts';
import { once } from './base/once.ts';
import type { App } from './cli/app.ts';
import { splitCommandLine } from './cli/command-line.ts';
import { helperEnv } from './identity/helper-env.ts';
import type { Locate } from './identity/identify.ts';
import { withStoredKeys } from './keys/lookup.ts';
import { fail, main } from './main.ts';
import { noPrompt } from './mfa/no-prompt.ts';
import { homeDir } from './platform/home-path.ts';
import { inside } from './platform/node/runtime.ts';
import { createStdout, readInput, showsUnicode, writeAll } from './platform/output.ts';
import { docsFolder } from './platform/own-package.ts';
import { createReporter } from './platform/reporter.ts';
import { promptInTurn } from './prompt/turn.ts';
import { createRunner } from './run/choose.ts';
import { takeInherited } from './run/exec/inherited.ts';
import { createMemoryGuard } from './run/memory-guard.ts';
import { takeEnvironment } from './run/own-environment.ts';
import { takeHandover } from './server/handover.ts';
import { withOwnFiles } from './session/marker.ts';
import { createStores } from './store/create.ts';
import { createKeyIndex } from './store/keys/index-file.ts';
import { keysFolder } from './store/keys/vaults.ts';

/** From package.json, put in by the build. */
declare const VERSION: string;
/** From boot.ts: keeps what V8 made of this program for the next start. */
declare const keepCompiled: () => void;

// An event loop that empties by mistake is a failure, not a success.
process.exitCode = FAILED;

const { platform } = process;
// First of all: whatever is opened later would be taken for the caller's.
const inherited = takeInherited(platform, process.env);
const handover = takeHandover(process.argv);
const ownEnv = takeEnvironment(platform);
const env = handover?.env ?? ownEnv;
const files = { env: withOwnFiles(env), homedir: homeDir };
const argv = process.argv.slice(2);
const uid = process.getuid?.() ?? 0;
const clock = { now: () => Date.now() };
const mode = env['MFA_EXEC_RUNNER'] || 'auto';
const programFile = __filename;
const memoryGuard = createMemoryGuard({ programFile, stays: mode === 'spawn' || handover !== undefined });
const ownRunner = createRunner({ env, inherited, platform, programFile, mode, beforeStart: keepCompiled });
const runner = memoryGuard.around(ownRunner);
const keyIndex = createKeyIndex(keysFolder(env, platform), { uid, platform }, (line) =>
  app.reporter({ quiet: false, verbose: false }).warn(line),
);
const awsFiles = withStoredKeys(createAwsFiles(files), keyIndex);
const stores = createStores({ env, clock, platform, uid, programFile });

/** A name server that never answers blocks a thread, which an ordinary exit would wait for. */
let lookupIsStuck = false;
const onAbandonedLookup = () => {
  lookupIsStuck = true;
};

const locate: Locate = async (source) =>
  (await import('./helper/locate.ts')).locate(source, { env: helperEnv(env), cwd: process.cwd, platform });

/** What --verbose has told. */
const told = new Set<string>();

/** What the commands and a session both need. */
const shared = { env, clock, awsFiles, locate, logouts: stores.logouts };

const app: App = {
  ...shared,
  version: inside === undefined ? VERSION : `${VERSION} (with ${inside})`,
  platform,
  runner,
  stdout: createStdout(env, platform),
  startServer: async (start) =>
    (await import('./server/start.ts')).startServer(start, { platform, programFile, files }),
  reporter: (options) =>
    createReporter((text) => writeAll(2, showsUnicode(env, platform) ? text : inAscii(text)), options, told),
  stores: stores.everywhere,
  keepCompiled,
  programs: async () =>
    platform === 'win32' ? () => false : (await import('./run/exec/probe.ts')).programsIn(env['PATH']),
  docs: () => docsFolder(programFile),
  session(request) {
    const reporter = app.reporter(request);
    const prompt = once(async () =>
      (await import('./prompt/create.ts')).createPrompt({ env: helperEnv(env), host: process }),
    );
    const singleFlight = once(async () => {
      // Whatever takes long comes after this: the code, AWS.
      await memoryGuard.close();
      const { createSingleFlight } = await import('./lock/single-flight.ts');
      const { lockDirs } = await import('./lock/folders.ts');
      const { tmpdir } = await import('node:os');
      return createSingleFlight({ dirs: lockDirs(env, uid, tmpdir()), platform, uid, warn: reporter.warn });
    });
    return {
      ...shared,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      reporter,
      singleFlight,
      askServer: async (uri, token) => (await import('./server/ask.ts')).askServer(uri, token),
      store: stores.choose(request.store, reporter, request.minTtlMs),
      aws: once(async () =>
        (await import('./aws/calls.ts')).createAws({ env, clock, reporter, onAbandonedLookup }),
      ),
      credentialProcess: once(async () => {
        const { createCredentialProcess } = await import('./helper/credential-process.ts');
        const { expectTrusted } = await import('./aws-files/trust.ts');
        const trust = () => expectTrusted(Object.values(awsPaths(files)));
        return createCredentialProcess({ env: helperEnv(env), platform, expectTrusted: trust });
      }),
      mfaProcess: once(async () => {
        const { createMfaProcess } = await import('./helper/mfa-process.ts');
        const { expectTrusted } = await import('./aws-files/trust.ts');
        // A program that an option names comes from no file.
        const paths = request.mfaProcess ? [] : Object.values(awsPaths(files));
        return createMfaProcess({ env: helperEnv(env), expectTrusted: () => expectTrusted(paths) });
      }),
      storedKeys: once(async () => {
        const vaults = () => stores.keyVaults(reporter);
        return (await import('./keys/open.ts')).createStoredKeys(vaults, keyIndex, reporter.info);
      }),
      prompt: request.prompt
        ? promptInTurn(prompt, singleFlight, reporter, async () =>
            (await import('./prompt/terminal/id.ts')).terminalId(),
          )
        : noPrompt,
    };
  },
  async keys(request) {
    const { createKeys } = await import('./keys/create.ts');
    const { createAccessKeys } = await import('./aws/access-keys.ts');
    const { createKeyFiles } = await import('./aws-files/key-lines.ts');
    const session = app.session(request);
    const { reporter } = session;
    return createKeys({
      request,
      session,
      accessKeys: createAccessKeys({ env, clock, reporter, onAbandonedLookup }),
      files: createKeyFiles(awsPaths(files).config, { uid, platform }),
      pause: session.sleep,
      vaults: stores.keyVaults(reporter),
      index: keyIndex,
      stores: stores.list(request.store, reporter),
    });
  },
  async signin(request) {
    const deps = { env, clock, reporter: app.reporter(request), onAbandonedLookup };
    return (await import('./aws/signin.ts')).createSignin(deps);
  },
  openLink: async (link) =>
    (await import('./helper/browser.ts')).openLink(link, { env: helperEnv(env), platform }),
  async ask(question, secret) {
    return (await import('./prompt/terminal/ask.ts')).askLine(question, secret, env, process);
  },
  readInput,
  async doctor(request) {
    const { createDoctor } = await import('./doctor/create.ts');
    const reporter = app.reporter(request);
    return createDoctor({
      ...shared,
      env: files.env,
      reporter,
      platform,
      homedir: homeDir,
      storedKeys: () => app.session(request).storedKeys(),
      stores: stores.list(request.store, reporter),
      fileStoreDir: stores.fileDir,
      runnerMode: mode,
      programFile,
      onAbandonedLookup,
    });
  },
};

// Node would show the error with all that hangs on it, requests too, and end with a status that reads as the command's.
process.on('uncaughtException', (error) => {
  end(fail(error, splitCommandLine(argv).own, app)).catch(() => process.exit(FAILED));
});

if (handover === undefined) void main(argv, app).then(end);
else {
  const deps = { ...app, descriptors: inherited.descriptors, closeMemory: memoryGuard.close };
  void import('./server/serve.ts').then(({ serve }) => serve(handover, deps));
}

/** Nothing may hold up the end: neither a socket or timer that is still open nor a blocked keychain. */
async function end(exit: Exit): Promise<never> {
  // Without a free descriptor nothing can be imported; what there is to say has been said.
  const hard = await import('./run/hard-exit.ts').catch(() => undefined);
  if (hard === undefined) return process.exit('code' in exit ? exit.code : FAILED);
  return hard.hardExit(exit, { stuck: stores.isStuck() || lookupIsStuck, programFile });
}
