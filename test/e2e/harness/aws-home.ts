import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../../fixtures/sandbox/server.ts';
import type { Section } from '../../../src/base/ports.ts';

export interface AwsHome {
  /** Laid over the default profile in the config file; `undefined` removes a key. */
  readonly profile?: Section;
  /** More sections of the config file. */
  readonly config?: (sandbox: Sandbox) => string;
  /** The whole credentials file, in place of the user's keys under `[default]`. */
  readonly credentials?: (sandbox: Sandbox) => string;
}

/** Writes `~/.aws/config` and `~/.aws/credentials` for the sandbox's first user. */
export function writeAwsHome(home: string, sandbox: Sandbox, options: AwsHome): void {
  const { user } = sandbox;
  const profile: Section = {
    region: 'eu-central-1',
    mfa_serial: user.devices[0]?.serial,
    ...options.profile,
  };
  const keys = { aws_access_key_id: user.key.accessKeyId, aws_secret_access_key: user.key.secretAccessKey };
  const config = `${section('default', profile)}\n${options.config?.(sandbox) ?? ''}`;
  const credentials = options.credentials?.(sandbox) ?? section('default', keys);
  mkdirSync(join(home, '.aws'), { recursive: true });
  writeFileSync(join(home, '.aws', 'config'), config, { mode: 0o600 });
  writeFileSync(join(home, '.aws', 'credentials'), credentials, { mode: 0o600 });
}

/** One section of an INI file; keys without a value are left out. */
export function section(title: string, values: Section): string {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return `[${title}]\n${set.map(([key, value]) => `${key} = ${value}\n`).join('')}`;
}
