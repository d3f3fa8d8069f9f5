/** The AWS files are read as the AWS CLI reads them: its own botocore and its own commands are the judge. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAwsFiles } from '../../src/aws-files/files.ts';
import { whyRefused } from '../../src/aws-files/open.ts';
import { MfaExecError } from '../../src/base/errors.ts';
import type { AwsConfig, Section } from '../../src/base/ports.ts';
import { splitPosix } from '../../src/base/posix-words.ts';
import { followProfile } from '../../src/identity/profile-chain.ts';
import { awsFile } from '../fakes/aws-text.ts';
import {
  awsPython,
  Botocore,
  type BotocoreReading,
  type BotocoreSection,
  type FilePair,
} from './harness/botocore.ts';
import { minimalEnv, withEnv } from './harness/env.ts';
import { describeWith } from './harness/has.ts';
import { runCommand } from './harness/program.ts';

/**
 * Where the two differ on purpose.
 *
 * - A problem in a section that is not used: the AWS CLI refuses the whole file, mfa-exec runs and `doctor` warns. What
 *   is used was read as it stands, so nobody becomes somebody else.
 * - A byte order mark: likewise. It is not part of any value.
 * - A NUL in a value: the AWS CLI reads it; no variable and no argument can hold one, so mfa-exec refuses it.
 * - A file that is seen and cannot be read: the AWS CLI takes it for empty, and would go on as somebody else.
 * - Bytes that are not UTF-8: the AWS CLI decodes as the locale says. Wherever mfa-exec runs, a file means the same.
 */
const DELIBERATE = /has a NUL in it/;

/** What is not only read but chosen between the two files: see "whose keys are used". */
const CHOSEN = /^(aws_(access_key_id|secret_access_key|session_token|security_token)|credential_process)$/;

/** As `Section` has it: settings within a setting are named `outer.inner`, and a key that has a dot is left out. */
function flat(section: BotocoreSection): Section {
  const entries = Object.entries(section).flatMap(([key, value]) => {
    if (typeof value !== 'string')
      return Object.entries(value).map(([inner, text]) => [`${key}.${inner}`, text]);
    return key.includes('.') ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

const unchosen = (section: Section = {}) =>
  Object.fromEntries(Object.entries(section).filter(([key]) => !CHOSEN.test(key)));
const unchosenAll = (sections: Iterable<[string, Section]>) =>
  new Map([...sections].map(([name, section]) => [name, unchosen(section)]));

const flatAll = (sections: Readonly<Record<string, BotocoreSection>>) =>
  new Map(Object.entries(sections).map(([name, section]) => [name, flat(section)]));

const home = mkdtempSync(join(tmpdir(), 'mx-files-'));
const env = minimalEnv(home);
afterAll(() => rmSync(home, { recursive: true }));

/** Key id and secret of the profile `default`, of its `credential_process` too; `undefined` for an error. */
function ownKeys(config: AwsConfig): readonly string[] | undefined {
  try {
    const { base } = followProfile(config, {}, 'default');
    if (base.kind === 'static') return [base.credentials.accessKeyId, base.credentials.secretAccessKey];
    return ['AKIAPROCESS', 'PROCESS'];
  } catch (error) {
    if (error instanceof MfaExecError) return undefined;
    throw error;
  }
}

let written = 0;
/** Writes a config and a credentials file. */
function write(config: string | Buffer, credentials: string | Buffer = ''): FilePair {
  written += 1;
  const pair: FilePair = [join(home, `config-${written}`), join(home, `credentials-${written}`)];
  writeFileSync(pair[0], config);
  writeFileSync(pair[1], credentials);
  return pair;
}

/** What a command reads; `undefined` where it refuses the files. */
async function load(
  [config, credentials]: FilePair,
  names?: readonly string[],
): Promise<AwsConfig | undefined> {
  const variables = { ...env, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  try {
    return await createAwsFiles({ env: variables, homedir: () => home }).load(names);
  } catch (error) {
    if (error instanceof MfaExecError && error.code === 'CONFIG') return undefined;
    throw error;
  }
}

const python = awsPython(env);
describe.runIf(python !== undefined)(
  'generated files, beside the botocore of the aws on this machine',
  () => {
    let botocore: Botocore;
    beforeAll(() => {
      botocore = new Botocore(python ?? [], { ...env, AWS_EC2_METADATA_DISABLED: 'true' });
    });
    afterAll(() => botocore.dispose());

    /** Whether both refuse the files, after a comparison of what they read. */
    async function areRefused(files: FilePair, theirs: BotocoreReading): Promise<boolean> {
      const refusal = whyRefused(files[0]) ?? whyRefused(files[1]);
      if (DELIBERATE.test(refusal?.message ?? '')) return true;
      expect(refusal?.message === undefined).toBe(!('refused' in theirs));
      if ('refused' in theirs) return true;

      const profiles = flatAll(theirs.profiles);
      const services = theirs.services && flatAll(theirs.services);
      const all = await load(files);
      expect(unchosenAll(Object.entries(all?.profiles ?? {}))).toEqual(unchosenAll(profiles));
      expect([...(all?.profileNames?.() ?? [])].sort()).toEqual([...profiles.keys()].sort());
      // One by one, as a command reads them: without the rest of the file.
      for (const [name, section] of profiles) {
        const one = await load(files, [name]);
        expect(one?.profiles[name]).toEqual(all?.profiles[name]);
        expect(unchosen(one?.profiles[name])).toEqual(unchosen(section));
        const wanted = section['services'];
        if (wanted !== undefined && services) expect(one?.services[wanted]).toEqual(services.get(wanted));
      }
      expect((await load(files, ['nobody']))?.profiles['nobody']).toBeUndefined();
      return false;
    }

    test('each is read as botocore reads it, or refused as botocore refuses it', async () => {
      const outcomes: boolean[] = [];
      // Many at a time: two processes that wait for each other take much longer than either works.
      const pair = fc.tuple(awsFile, fc.oneof(fc.constant(Buffer.alloc(0)), awsFile));
      const batch = fc.array(pair, { minLength: 50, maxLength: 50 });
      await fc.assert(
        fc.asyncProperty(batch, async (texts) => {
          written = 0;
          const pairs = texts.map(([config, credentials]) => write(config, credentials));
          const readings = await botocore.read(pairs);
          for (const [index, files] of pairs.entries()) {
            const theirs = readings[index] ?? { refused: 'no answer' };
            outcomes.push(await areRefused(files, theirs));
          }
        }),
        { numRuns: 30, seed: 20 },
      );
      const refusals = outcomes.filter((isRefused) => isRefused).length;
      // Neither side of the judgement is for show.
      expect(refusals).toBeGreaterThan(outcomes.length / 5);
      expect(refusals).toBeLessThan((outcomes.length * 4) / 5);
    });

    test.each([
      ['default', 'default', undefined],
      ['profile a', 'a', undefined],
      ['profile a', 'b', { x: 'b' }],
    ])('[%s] twice: botocore refuses all, and %s is %j', async (title, wanted, values) => {
      const files = write(`[profile b]\nx = b\n[${title}]\nx = first\n\n[${title}]\nx = second\n`);
      expect(await botocore.read([files])).toMatchObject([{ refused: expect.any(String) }]);
      expect((await load(files, [wanted]))?.profiles[wanted]).toEqual(values);
    });

    test('a file is there or not, wherever the variable says', async () => {
      mkdirSync(join(home, '.aws'));
      writeFileSync(join(home, '.aws', 'config'), '[default]\nregion = there\n');
      symlinkSync('loop', join(home, 'loop'));
      const places = [
        '',
        '~',
        '~/.aws',
        '~/.aws/config',
        '~daemon/.aws/config',
        '~nobody-at-all/x',
        '$HOME/.aws/config',
      ];
      places.push(
        '${HOME}/.aws/config',
        '$NOWHERE/.aws/config',
        '/dev/null',
        `${home}/loop`,
        `${home}/.aws/config/x`,
      );
      places.push('.aws/config', `${home}/${'x'.repeat(300)}`, `${home}/~/.aws/config`, '"~/.aws/config"');
      const pairs = places.map((place): FilePair => [place, '']);
      const theirs = await botocore.read(pairs);
      const ours = await Promise.all(pairs.map((pair) => load(pair)));
      const profiles = ours.map((config, index) => [places[index], config?.profiles]);
      expect(profiles).toEqual(
        theirs.map((reading, index) => [places[index], 'profiles' in reading && reading.profiles]),
      );
      expect(profiles.filter(([, found]) => Object.keys(found ?? {}).length > 0)).toHaveLength(3);
    });

    test('whose keys are used, of two files and a credential_process', async () => {
      const keys = (owner: string) => [
        '',
        `aws_access_key_id = AKIA${owner}\naws_secret_access_key = ${owner}\n`,
        `aws_access_key_id = AKIA${owner}\naws_secret_access_key = ${owner}\naws_session_token = ${owner}\n`,
        `aws_access_key_id = AKIA${owner}\n`,
        `aws_secret_access_key = ${owner}\n`,
        'aws_session_token = x\n',
      ];
      const answer = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 'PROCESS' });
      const command = `credential_process = echo '${answer}'\n`;
      const files = keys('CONFIG').flatMap((config) =>
        keys('CREDENTIALS').flatMap((credentials) => [
          write(`[default]\n${config}`, `[default]\n${credentials}`),
          write(`[default]\n${config}${command}`, `[default]\n${credentials}`),
          write(`[default]\n${config}`, `[default]\n${credentials}${command}`),
        ]),
      );
      const theirs = await botocore.keys(files);
      let same = 0;
      for (const [index, pair] of files.entries()) {
        const reading = theirs[index] ?? null;
        const config = await load(pair);
        const ours = config && ownKeys(config);
        // Keys with a token give no MFA session, and half a pair is named: neither becomes somebody else.
        if (ours === undefined) expect([pair, reading === null || reading[2] !== null]).toEqual([pair, true]);
        else expect([pair, ours]).toEqual([pair, reading?.slice(0, 2)]);
        if (ours !== undefined) same += 1;
      }
      expect(same).toBeGreaterThan(files.length / 3);
    });

    test('a command line is split as it splits one', async () => {
      const piece = fc.constantFrom(
        'a',
        'b',
        '"',
        "'",
        '\\',
        ' ',
        '\t',
        '\n',
        '\r',
        '\v',
        '\u00a0',
        '#',
        '$x',
        '""',
        "''",
      );
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
          const line = pieces.join('');
          expect(splitPosix(line) ?? null).toEqual(await botocore.split(line));
        }),
        { numRuns: 1000, seed: 20 },
      );
    });
  },
);

describeWith(['aws'], 'the commands of the AWS CLI', () => {
  async function aws(args: readonly string[], files: FilePair) {
    const [config, credentials] = files;
    const variables = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
    return runCommand('aws', args, {
      env: withEnv({ ...env, AWS_EC2_METADATA_DISABLED: 'true' }, variables),
    });
  }

  test.concurrent.each([
    ['a comment behind a value', 'a', '[profile a]\nregion = eu-west-1 # main\n', 'eu-west-1 # main'],
    ['a value over two lines', 'a', '[profile a]\nregion = one\n  two\n', 'one\ntwo'],
    ['[DEFAULT]', 'a', '[DEFAULT]\nregion: eu-west-1\n[profile a]\noutput = json\n', 'eu-west-1'],
    ['the later of two titles', 'default', '[profile default]\nregion = a\n[default]\nregion = b\n', 'b'],
  ])('aws configure get region: %s', async (_, profile, config, value) => {
    const files = write(config);
    const { stdout } = await aws(['configure', 'get', 'region', '--profile', profile], files);
    expect(stdout.trimEnd()).toBe(value);
    expect((await load(files, [profile]))?.profiles[profile]?.['region']).toBe(value);
  });

  test.concurrent.each<[string, string | Buffer]>([
    ['two sections of one name', '[default]\nregion = a\n[default]\nregion = b\n'],
    ['a byte order mark', '\ufeff[default]\nregion = a\n'],
    ['UTF-16', Buffer.from('\ufeff[default]\nregion = a\n', 'utf16le')],
  ])('aws configure list refuses %s, and doctor says so', async (_, config) => {
    const files = write(config);
    const { status, stderr } = await aws(['configure', 'list'], files);
    expect([status === 0, stderr.toLowerCase()]).toEqual([false, expect.stringContaining('unable to parse')]);
    expect(whyRefused(files[0])?.message).toContain(files[0]);
  });

  test.concurrent('aws configure list: a credential_process over two lines', async () => {
    const answer = JSON.stringify({ Version: 1, AccessKeyId: 'AKIATWOLINES', SecretAccessKey: 'example' });
    const files = write(`[profile two]\ncredential_process = printf\n  %s '${answer}'\n`);
    const { stdout } = await aws(['configure', 'list', '--profile', 'two'], files);
    expect(stdout).toMatch(/access_key.*INES.*custom-process/);
    const command = (await load(files, ['two']))?.profiles['two']?.['credential_process'] ?? '';
    expect(splitPosix(command)).toEqual(['printf', '%s', answer]);
  });

  test.concurrent('aws configure list: keys with colons', async () => {
    const files = write('', '[default]\naws_access_key_id: AKIAEXAMPLE\naws_secret_access_key: example\n');
    expect((await aws(['configure', 'list'], files)).stdout).toMatch(
      /access_key.*MPLE.*shared-credentials-file/,
    );
    expect((await load(files, ['default']))?.profiles['default']?.['aws_access_key_id']).toBe('AKIAEXAMPLE');
  });
});
