import { MfaExecError } from '../../src/base/errors.ts';
import type {
  Aws,
  Clock,
  Credentials,
  Endpoint,
  IssuedCredentials,
  RoleCall,
  RoleSpec,
  SessionTokenCall,
} from '../../src/base/ports.ts';
import { SECRET, TOKEN } from './session.ts';

export const DEVICE = 'arn:aws:iam::000000000012:mfa/phone';

/** Hands out numbered sessions, takes `goodCodes` only, and writes every call into `journal`. */
export class FakeAws implements Aws {
  readonly goodCodes = new Set(['123456']);
  codesAreGoodOnce = false;
  readonly calls: SessionTokenCall[] = [];
  /** Whose long-term keys were traded, and where. */
  readonly traded: { readonly by: string; readonly endpoint: Endpoint; readonly gave: string }[] = [];
  readonly assumed: { readonly by: string; readonly role: RoleSpec; readonly gave?: string }[] = [];
  /** `MaxSessionDuration` by role, in seconds; twelve hours where none is given. */
  readonly roleLimits = new Map<string, number>();
  /** Whether AWS denies the role to whoever asks with this access key. */
  denies: (base: Credentials, role: RoleCall) => boolean = () => false;
  /** Whether a code that comes with a call which AWS refuses for another reason is used up. */
  usesUpCodes = true;
  devices: string[] = [DEVICE];
  /** When set, a role's session lasts so many seconds whatever was asked for. */
  roleSeconds: number | undefined;
  skew: number | undefined;
  readonly #clock: Clock;
  readonly #journal: string[];
  #issued = 0;

  constructor(clock: Clock, journal: string[] = []) {
    this.#clock = clock;
    this.#journal = journal;
  }

  async getSessionToken(
    base: Credentials,
    endpoint: Endpoint,
    call: SessionTokenCall,
  ): Promise<IssuedCredentials> {
    this.#journal.push('aws.getSessionToken');
    this.calls.push(call);
    this.#takeCode(call.tokenCode);
    const issued = this.#issue(call.durationSeconds);
    this.traded.push({ by: base.accessKeyId, endpoint, gave: issued.accessKeyId });
    return issued;
  }

  async assumeRole(base: Credentials, _endpoint: Endpoint, call: RoleCall): Promise<IssuedCredentials> {
    this.#journal.push('aws.assumeRole');
    const { mfaSerial: _serial, tokenCode, ...role } = call;
    const asked = { by: base.accessKeyId, role };
    this.assumed.push(asked);
    const seconds = role.durationSeconds ?? 3600;
    if (seconds < 900 || seconds > 43_200) throw new RangeError(`AWS takes no ${seconds} s`);
    if (base.sessionToken !== undefined && seconds > 3600) throw new RangeError('this is role chaining');
    if (tokenCode !== undefined) this.#takeCode(tokenCode, !this.usesUpCodes);
    if (this.denies(base, call))
      throw new MfaExecError('ROLE_DENIED', 'AWS denies it', { hint: 'ask someone' });
    if (seconds > (this.roleLimits.get(role.arn) ?? 43_200))
      throw new MfaExecError('ROLE_DURATION', 'too long');
    const issued = this.#issue(this.roleSeconds ?? seconds);
    Object.assign(asked, { gave: issued.accessKeyId });
    return issued;
  }

  /** Each code is good once, where `codesAreGoodOnce`. */
  #takeCode(code: string, keep = false): void {
    if (!this.goodCodes.has(code)) throw new MfaExecError('MFA_CODE_REFUSED', 'AWS refused the code');
    if (this.codesAreGoodOnce && !keep) this.goodCodes.delete(code);
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
