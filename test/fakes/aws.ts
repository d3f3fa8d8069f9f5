import { MfaExecError } from '../../src/base/errors.ts';
import type {
  Aws,
  Clock,
  Credentials,
  Endpoint,
  IssuedCredentials,
  RoleSpec,
  SessionTokenCall,
} from '../../src/base/ports.ts';
import { SECRET, TOKEN } from './session.ts';

export const DEVICE = 'arn:aws:iam::000000000012:mfa/phone';

/** Hands out numbered sessions, takes `goodCodes` only, and writes every call into `journal`. */
export class FakeAws implements Aws {
  readonly goodCodes = new Set(['123456']);
  readonly calls: SessionTokenCall[] = [];
  readonly assumed: { readonly by: string; readonly role: RoleSpec }[] = [];
  devices: string[] = [DEVICE];
  skew: number | undefined;
  readonly #clock: Clock;
  readonly #journal: string[];
  #issued = 0;

  constructor(clock: Clock, journal: string[] = []) {
    this.#clock = clock;
    this.#journal = journal;
  }

  async getSessionToken(
    _base: Credentials,
    _endpoint: Endpoint,
    call: SessionTokenCall,
  ): Promise<IssuedCredentials> {
    this.#journal.push('aws.getSessionToken');
    this.calls.push(call);
    if (!this.goodCodes.has(call.tokenCode)) {
      throw new MfaExecError('MFA_CODE_REFUSED', 'AWS refused the code');
    }
    return this.#issue(call.durationSeconds);
  }

  async assumeRole(base: Credentials, _endpoint: Endpoint, role: RoleSpec): Promise<IssuedCredentials> {
    this.#journal.push('aws.assumeRole');
    this.assumed.push({ by: base.accessKeyId, role });
    return this.#issue(role.durationSeconds ?? 3600);
  }

  async listMfaDevices(): Promise<string[]> {
    this.#journal.push('aws.listMfaDevices');
    return this.devices;
  }

  async clockSkewSeconds(): Promise<number | undefined> {
    return this.skew;
  }

  #issue(seconds: number): IssuedCredentials {
    this.#issued += 1;
    return {
      accessKeyId: `ASIA${this.#issued}`,
      secretAccessKey: `${SECRET}-${this.#issued}`,
      sessionToken: `${TOKEN}-${this.#issued}`,
      expiresAt: this.#clock.now() + seconds * 1000,
    };
  }
}
