import { describe, expect, test } from 'vitest';
import { MfaExecError } from '../../src/base/errors.ts';
import { buildRequest } from '../../src/cli/request.ts';
import { examine } from '../../src/doctor/examine.ts';
import { CHECKS } from '../../src/doctor/finding.ts';
import type { DoctorDeps } from '../../src/doctor/ports.ts';
import { doctorReport, doctorScreen, isWell } from '../../src/doctor/screen.ts';
import { DEVICE } from '../fakes/aws.ts';
import { MemoryAwsFiles } from '../fakes/aws-files.ts';
import { fakeDoctor } from '../fakes/doctor.ts';

const own = {
  region: 'eu-west-1',
  aws_access_key_id: 'AKIAONE',
  aws_secret_access_key: 'secret',
  mfa_serial: DEVICE,
};
const files = (profile: Record<string, string> = own) => new MemoryAwsFiles({ default: profile });
const look = (changes: Partial<DoctorDeps> = {}) =>
  examine(buildRequest({}, {}), fakeDoctor({ awsFiles: files(), ...changes }));
const statusOf = async (changes: Partial<DoctorDeps>) =>
  Object.fromEntries((await look(changes)).map(({ check, status }) => [check, status]));

describe('an examination', () => {
  test('goes through everything in the order of the screen', async () => {
    const order = Object.keys(CHECKS);
    const found = (await look()).map(({ check }) => check);
    expect(found).toEqual([...found].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(found).toContain('mfa-device');
    expect(isWell(await look())).toBe(true);
  });

  test('goes on where there is nobody to ask as', async () => {
    const asked: unknown[] = [];
    const status = await statusOf({
      awsFiles: files({}),
      probe: async (base) => {
        asked.push(base);
        return { host: 'sts.example', milliseconds: 5, skewSeconds: 0 };
      },
    });
    expect(status).toMatchObject({ profile: 'error', endpoint: 'ok', clock: 'ok' });
    expect(status).not.toHaveProperty('mfa-device');
    expect(status).not.toHaveProperty('access-key');
    expect(asked).toEqual([undefined]);
  });

  test('runs the credential_process, and tells what is wrong with it', async () => {
    const awsFiles = files({ credential_process: 'print-keys', mfa_serial: DEVICE });
    const refusal = new MfaExecError('BASE_CREDENTIALS', 'a session');
    expect(await statusOf({ awsFiles })).toMatchObject({ 'access-key': 'ok', 'mfa-device': 'ok' });
    expect(
      await statusOf({ awsFiles, credentialProcess: { run: () => Promise.reject(refusal) } }),
    ).toMatchObject({
      'access-key': 'error',
    });
  });

  test('throws what is a fault of this program', async () => {
    const runner = () => Promise.reject(new TypeError('a bug'));
    await expect(look({ runner })).rejects.toThrow('a bug');
  });
});

describe('the outcome', () => {
  const locked = () =>
    Promise.reject(new MfaExecError('STORE_FAILED', 'it is locked', { hint: 'unlock\u001b it' }));
  const store = { name: 'file' as const, read: locked, write: locked, remove: locked, list: locked };

  test('is a line each, the fix below it, and a sum', async () => {
    const findings = await look({ stores: [store] });
    const screen = doctorScreen(findings, { quiet: false });
    expect(screen).toContain('✗ file store        it is locked\n                    fix: unlock\\x1b it\n');
    expect(screen).toMatch(/\n\n1 error\n$/);
    expect(doctorScreen(findings, { quiet: false }, { colour: true, unicode: true })).toContain(
      '\u001b[31m✗\u001b[0m file store',
    );
    expect(doctorScreen(findings, { quiet: true })).toMatch(/^✗ .*\n +fix: .*\n$/);
    expect(isWell(findings)).toBe(false);
  });

  test('is the same as JSON', async () => {
    const report = doctorReport(await look({ stores: [store] }), '1.2.3');
    expect(report).toMatchObject({ ok: false, version: '1.2.3' });
    expect(report.checks.find(({ check }) => check === 'file')).toEqual({
      check: 'file',
      status: 'error',
      message: 'it is locked',
      fix: 'unlock\u001b it',
      milliseconds: 5,
      skewSeconds: null,
    });
  });

  test('has a fix wherever something is not well', async () => {
    const nothing = {
      probe: async () => ({ milliseconds: 1, failure: { code: 'TIMEOUT', message: 'late' } }),
    };
    for (const { status, fix } of await look({ ...nothing, stores: [store], nodeVersion: '18.0.0' })) {
      expect(fix === undefined).toBe(status === 'ok');
    }
  });
});
