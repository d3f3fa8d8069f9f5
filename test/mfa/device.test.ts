import { describe, expect, it, test } from 'vitest';
import type { MfaExecError } from '../../src/base/errors.ts';
import type { Identity } from '../../src/identity/types.ts';
import { chooseDevice } from '../../src/mfa/device.ts';
import { SECRET } from '../fakes/session.ts';
import { World } from '../fakes/world.ts';

const base = { accessKeyId: 'AKIAONE', secretAccessKey: SECRET };
const phone = 'arn:aws:iam::000000000012:mfa/phone';
const tablet = 'arn:aws:iam::000000000012:mfa/tablet';
const card = 'GAHT12345678';
const key = 'arn:aws:iam::000000000012:u2f/user/me/key-ABC';
const passkey = 'arn:aws-us-gov:iam::000000000012:passkey/user/me/phone-ABC';

const choose = (world: World, mfaSerial?: string, last?: string) => {
  const identity: Identity = {
    base: { kind: 'static', credentials: base, from: 'the environment' },
    mfaSerial,
    roles: [],
    endpoint: { region: 'eu-central-1', partition: 'aws', useFips: false, useDualstack: false },
  };
  return chooseDevice(identity, base, world.deps(), last);
};

describe('the device that is configured', () => {
  it.each([phone, card, 'arn:aws:iam::000000000012:mfa/u2f/phone', 'arn:aws-cn:iam::000000000012:mfa/me'])(
    '%s is taken without a call',
    async (serial) => {
      const world = new World();
      expect(await choose(world, serial)).toBe(serial);
      expect(world.journal).toEqual([]);
    },
  );

  it.each([key, passkey])('%s can give no code: said before anybody is asked', async (serial) => {
    const world = new World();
    await expect(choose(world, serial)).rejects.toMatchObject({
      code: 'MFA_DEVICE_UNSUPPORTED',
      hint: expect.stringContaining('aws login'),
    });
    expect(world.journal).toEqual([]);
  });
});

describe('discovery', () => {
  it.each<[last: string, chosen: string, asked: number]>([
    [phone, phone, 0],
    [tablet, tablet, 0],
    [card, tablet, 1],
  ])('remembers %s while AWS lists it', async (last, chosen, asked) => {
    const world = new World();
    world.aws.devices = [phone, tablet];
    expect(await choose(world, undefined, last)).toBe(chosen);
    expect(world.prompt.choices).toHaveLength(asked);
  });

  it.each<[devices: string[], chosen: string, offered: string[][]]>([
    [[phone], phone, []],
    [[card], card, []],
    [[key, phone], phone, []],
    [[phone, tablet], tablet, [[phone, tablet]]],
    [[phone, key, tablet, passkey], tablet, [[phone, tablet]]],
  ])('of %j takes %s', async (devices, chosen, offered) => {
    const world = new World();
    world.aws.devices = devices;
    expect(await choose(world)).toBe(chosen);
    expect(world.prompt.choices).toEqual(offered);
    expect(world.journal[0]).toBe('aws.listMfaDevices');
  });

  it.each<[devices: string[], code: MfaExecError['code'], hint: string]>([
    [[], 'MFA_DEVICE', '--mfa-serial'],
    [[key], 'MFA_DEVICE_UNSUPPORTED', 'aws login'],
    [[key, passkey], 'MFA_DEVICE_UNSUPPORTED', 'aws login'],
  ])('of %j is an error', async (devices, code, hint) => {
    const world = new World();
    world.aws.devices = devices;
    await expect(choose(world)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(world.prompt.choices).toEqual([]);
  });

  test('is told with --verbose', async () => {
    const world = new World();
    await choose(world);
    expect(world.reporter.debugs.join()).toContain('asking AWS for the MFA devices');
  });
});
