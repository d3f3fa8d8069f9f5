/** The subcommands of `keys`: what each does, and what a person is told of it. */
import { MfaExecError } from '../base/errors.ts';
import type { Reporter } from '../base/ports.ts';
import { profileOption, shellWord } from '../base/shell-word.ts';
import type { Request } from '../identity/request.ts';
import type { Keys } from '../keys/create.ts';
import { nothingKept } from '../keys/keyring.ts';
import { type ListedKey, listKeys, plainKeys } from '../keys/list.ts';
import { exportKeys, hasPlainKeys, importKeys, keepPair, type Transferred } from '../keys/transfer.ts';
import type { KEY_ACTIONS } from '../subcommands.ts';
import type { App } from './app.ts';
import { askPart, chooseVictim, confirm, parsePair } from './keys-questions.ts';
import { keysJson, keysTable, vaultText } from './keys-table.ts';

export interface KeysFlags {
  readonly all: boolean;
  readonly writeConfig: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

type Action = (typeof KEY_ACTIONS)[number];

/** Which of the flags an action takes: one that would be ignored is refused. */
const FLAGS: Readonly<Record<Action, readonly (keyof KeysFlags)[]>> = {
  add: [],
  import: ['all', 'writeConfig'],
  list: ['json'],
  rotate: ['all'],
  remove: ['yes'],
  export: [],
};
const TYPED: Readonly<Record<keyof KeysFlags, string>> = {
  all: '--all',
  writeConfig: '--write-config',
  yes: '--yes',
  json: '--json',
};

interface Job {
  readonly flags: KeysFlags;
  readonly request: Request;
  readonly app: App;
  readonly keys: Keys;
  readonly reporter: Reporter;
}

/** Does one action; throws what went wrong, with what to do. */
export async function runKeys(action: Action, flags: KeysFlags, request: Request, app: App): Promise<void> {
  for (const [name, typed] of Object.entries(TYPED) as [keyof KeysFlags, string][]) {
    if (flags[name] && !FLAGS[action].includes(name)) {
      throw new MfaExecError('USAGE', `'keys ${action}' takes no ${typed}`, { hint: 'mfa-exec keys --help' });
    }
  }
  if (flags.all && request.profile !== undefined) {
    throw new MfaExecError('USAGE', '--all and --profile exclude each other', {
      hint: `mfa-exec keys ${action} --all`,
    });
  }
  const keys = await app.keys(request);
  await ACTIONS[action]({ flags, request, app, keys, reporter: app.reporter(request) });
}

const ACTIONS: Readonly<Record<Action, (job: Job) => Promise<void>>> = {
  async add({ app, keys, reporter }) {
    const { profile, config } = keys;
    if (hasPlainKeys(config, profile)) {
      throw new MfaExecError(
        'BASE_CREDENTIALS',
        `profile "${profile}" has keys in the files, which come first`,
        {
          hint: `mfa-exec keys import${profileOption(profile)}`,
        },
      );
    }
    const pair = parsePair(app.readInput()) ?? {
      accessKeyId: await askPart(app, 'Access key id', false),
      secretAccessKey: await askPart(app, 'Secret access key', true),
    };
    const { credentialsPath } = config;
    const kept = await keepPair({ profile, credentialsPath }, pair, keys.transfer(profile));
    reporter.info(`${keptText(kept)} (${kept.arn})`);
  },

  async import(job) {
    const { flags, keys, reporter } = job;
    if (!flags.all) return importOne(keys.profile, job);
    const listed = await listKeys(keys.config, keys.keyring, [], () => {});
    const profiles = listed.filter(({ where }) => where === 'plain').map(({ profile }) => profile);
    if (profiles.length === 0) reporter.info('no profile has long-term keys in the files');
    await eachProfile(profiles, reporter, (profile) => importOne(profile, job));
  },

  async list({ flags, app, keys, reporter }) {
    const { config, keyring, vaults } = keys;
    const listed = await listKeys(config, keyring, vaults, (error) => {
      if (!(error instanceof MfaExecError)) throw error;
      const absent = error.code === 'STORE_UNAVAILABLE';
      reporter[absent ? 'debug' : 'warn'](error.message);
    });
    const now = app.clock.now();
    if (flags.json) app.stdout.write(keysJson(listed));
    else if (listed.length === 0) reporter.info('no long-term keys, in the files or elsewhere');
    else app.stdout.write(keysTable(listed, now, app.stdout));
  },

  async rotate(job) {
    const { flags, keys, reporter } = job;
    if (!flags.all) return rotateOne(keys.profile, job);
    const own = keys.keyring.list().filter((key) => key.credentialsPath === keys.config.credentialsPath);
    if (own.length === 0) reporter.info('mfa-exec keeps no keys; mfa-exec keys import takes some');
    // Those that share a key get the new one from the first of them.
    const first = own.filter(
      (key, at) => key.rotating || at === own.findIndex(({ accessKeyId }) => accessKeyId === key.accessKeyId),
    );
    await eachProfile(
      first.map(({ profile }) => profile),
      reporter,
      (profile) => rotateOne(profile, job),
    );
  },

  async remove({ flags, app, keys, reporter }) {
    const { profile, config, keyring } = keys;
    const owner = { profile, credentialsPath: config.credentialsPath };
    const found = await keyring.find(owner);
    if (found === undefined) throw nothingKept(profile);
    const id = found.entry.current.accessKeyId;
    if (!flags.yes) await confirm(app, profile, id);
    await keyring.forget(owner);
    reporter.info(`forgot ${id} of profile "${profile}"`);
    reporter.info('AWS accepts copies of it until it is deleted: AWS console, Security credentials');
  },

  async export({ keys, reporter }) {
    const { profile, config } = keys;
    const { accessKeyId } = await exportKeys(config, profile, keys.transfer(profile));
    reporter.info(
      `${accessKeyId} of profile "${profile}" stands in ${config.credentialsPath} again, in clear`,
    );
  },
};

async function importOne(profile: string, { flags, keys, reporter }: Job): Promise<void> {
  const { config, files } = keys;
  const kept = await importKeys(config, profile, keys.transfer(profile));
  reporter.info(`${keptText(kept)}, and took it out of the files`);
  const same = ({ accessKeyId, profile: other }: ListedKey) =>
    accessKeyId === kept.accessKeyId && other !== profile;
  const copy = flags.all ? undefined : plainKeys(config).find(same);
  if (copy !== undefined) {
    const how = `mfa-exec keys import${profileOption(copy.profile)}`;
    reporter.warn(`profile "${copy.profile}" has the same key in the files, in clear: ${how}`);
  }
  const line = `mfa-exec export --format process --profile ${shellWord(profile)}`;
  if (flags.writeConfig) {
    await files.addSetting(config.configPath, profile, 'credential_process', line);
    reporter.info(
      `other programs get sessions by the credential_process of "${profile}" in ${config.configPath}`,
    );
  } else {
    reporter.info(`other programs find no keys for "${profile}" any more; this line in its section of`);
    reporter.info(`${config.configPath} gives them sessions: credential_process = ${line}`);
    reporter.info('(--write-config writes it)');
  }
}

async function rotateOne(profile: string, { app, keys, reporter, request }: Job): Promise<void> {
  const { credentialsPath } = keys.config;
  const former = (await keys.keyring.find({ profile, credentialsPath }))?.entry.current.accessKeyId;
  const entry = await keys.rotate(profile, async (candidates) => chooseVictim(candidates, app, request));
  const { accessKeyId } = entry.current;
  const was =
    former === undefined || former === accessKeyId ? '' : ` in place of ${former}, which is deleted`;
  reporter.info(`profile "${profile}" has ${accessKeyId}${was}`);
}

/** Goes on with the others where one fails; throws the first failure at the end. */
async function eachProfile(
  profiles: readonly string[],
  reporter: Reporter,
  work: (profile: string) => Promise<void>,
): Promise<void> {
  let first: MfaExecError | undefined;
  for (const profile of profiles) {
    try {
      await work(profile);
    } catch (error) {
      if (!(error instanceof MfaExecError) || error.code === 'PROMPT_CANCELLED') throw error;
      if (first !== undefined || profiles.length > 1) reporter.warn(`profile "${profile}": ${error.message}`);
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}

function keptText({ accessKeyId, profile, vault }: Transferred): string {
  return `kept ${accessKeyId} of profile "${profile}" in ${vaultText(vault)}`;
}
