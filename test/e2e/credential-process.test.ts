/** mfa-exec as a `credential_process`: programs fetch the session themselves. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { section } from './harness/aws-home.ts';
import { hasOptional, need, needPosix } from './harness/has.ts';
import { installed } from './harness/installed.ts';
import { type RunResult, runCommand } from './harness/program.ts';
import { awsWords } from './harness/real-aws.ts';
import { createWorld, type World } from './harness/world.ts';

const LINE = 'mfa-exec export --format process --profile base';

let world: World;
let env: Record<string, string>;
beforeEach(async (context) => {
  needPosix(context);
  world = await createWorld({
    config: () =>
      section('profile base', { region: 'eu-central-1' }) +
      section('profile mfa', { region: 'eu-central-1', credential_process: LINE }),
    credentials: ({ user }) =>
      section('base', {
        aws_access_key_id: user.key.accessKeyId,
        aws_secret_access_key: user.key.secretAccessKey,
      }),
  });
  env = { ...installed(world), AWS_PAGER: '', MFA_EXEC_MFA_PROCESS: world.mfaProcess };
});
afterEach(() => world?.dispose());

const sessionTokens = () =>
  world.sandbox.calls.filter(({ operation }) => operation === 'GetSessionToken').length;

describe('the real aws', () => {
  beforeEach((context) => need(context, 'aws'));

  function aws(args: readonly string[], more: Record<string, string> = {}): Promise<RunResult> {
    const [file, ...options] = awsWords(env, world.sandbox.url);
    return runCommand(file, [...options, ...args], { env: { ...env, AWS_PROFILE: 'mfa', ...more } });
  }

  test('is served, by one code', async () => {
    for (let round = 0; round < 2; round++) {
      const { stdout, stderr } = await aws(['eks', 'list-clusters', '--output', 'json']);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({ clusters: ['my-cluster-name-here'] });
    }
    expect(sessionTokens()).toBe(1);
  });

  test('shows why there are none, where nobody can be asked', async () => {
    const { status, stderr } = await aws(['eks', 'list-clusters'], {
      MFA_EXEC_MFA_PROCESS: '',
      MFA_EXEC_NO_PROMPT: '1',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('mfa-exec: an MFA code is needed, and --no-prompt forbids asking');
  });

  test('lets mfa-exec ask on the terminal', async () => {
    const [file, ...options] = awsWords(env, world.sandbox.url);
    const terminal = world.openCommand(file, [...options, 'eks', 'list-clusters', '--output', 'text'], {
      env: { ...env, AWS_PROFILE: 'mfa', MFA_EXEC_MFA_PROCESS: '' },
    });
    await terminal.waitFor('MFA code for yourusername (000000000012), profile base: ');
    terminal.write(`${world.freshCode()}\r`);
    await terminal.waitFor('my-cluster-name-here');
    expect((await terminal.exit).exitCode).toBe(0);
  });

  test('through mfa-exec needs the profile that has the keys', async () => {
    const { status, stderr } = await world.run(['--profile', 'mfa', '--', 'true'], { env });
    expect(status).toBe(125);
    expect(stderr).toContain('profile "mfa" gets its credentials from mfa-exec itself');
    expect(stderr).toContain('long-term keys: --profile base\n');
  });
});

/** Keeps its state in the sandbox's S3, with S3's own lock. */
function backend({ url }: World['sandbox'], profile?: string): string {
  return `terraform {
  backend "s3" {
    bucket                      = "states"
    key                         = "test/terraform.tfstate"
    region                      = "eu-central-1"
    use_lockfile                = true
    use_path_style              = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    ${profile === undefined ? '' : `profile = "${profile}"`}
    endpoints = { s3 = "${url}", sts = "${url}", iam = "${url}" }
  }
}
resource "terraform_data" "x" {
  input = "kept"
}
output "x" {
  value = terraform_data.x.output
}
`;
}

if (hasOptional('terraform')) {
  describe('a Terraform S3 backend', () => {
    const objects = () =>
      world.sandbox.calls
        .filter(({ service, status }) => service === 's3' && status < 300)
        .map(({ operation }) => operation);

    async function terraform(words: readonly string[], profile?: string): Promise<string> {
      const cwd = join(world.home, 'stack');
      mkdirSync(cwd, { recursive: true });
      writeFileSync(join(cwd, 'main.tf'), backend(world.sandbox, profile));
      writeFileSync(join(cwd, 'rc'), '');
      const own = {
        ...env,
        CHECKPOINT_DISABLE: '1',
        TF_IN_AUTOMATION: '1',
        TF_CLI_CONFIG_FILE: join(cwd, 'rc'),
      };
      const script = ['init -input=false', 'apply -auto-approve', 'output -raw x']
        .map((step) => `${words.join(' ')} terraform ${step} -no-color`)
        .join(' && ');
      const { status, stdout, stderr } = await runCommand('sh', ['-c', script], {
        cwd,
        env: own,
        timeoutMs: 55_000,
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    }

    test('gets the session through the profile', async () => {
      expect(await terraform([], 'mfa')).toMatch(/Apply complete! Resources: 1 added.*kept$/s);
      expect(objects()).toContain('PutObject');
      expect(objects()).toContain('DeleteObject');
      expect(sessionTokens()).toBe(1);
    });

    test('gets it in the environment, under mfa-exec', async () => {
      expect(await terraform(['mfa-exec', '--profile', 'base', '--'])).toMatch(/Apply complete!.*kept$/s);
      expect(sessionTokens()).toBe(1);
    });
  });
}
