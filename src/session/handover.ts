/** What mfa-exec tells the server that it starts. It goes through a pipe: it holds secrets. */
import type { Env, IssuedCredentials } from '../base/ports.ts';
import type { Request } from '../identity/request.ts';
import type { ServerAddress } from './server-variables.ts';

export interface Handover {
  readonly request: Request;
  /** The environment of the call. */
  readonly env: Env;
  readonly cwd: string;
  readonly session: IssuedCredentials;
  readonly isUsers: boolean;
  readonly accountId?: string | undefined;
  /** Whose log-in gets a new session. */
  readonly profile?: string | undefined;
  /** Fingerprints of the long-term keys, the roles and the place. */
  readonly identity: string;
  /** Cached entries that no store took. */
  readonly entries: readonly (readonly [key: string, value: string])[];
}

export interface ServerStart extends ServerAddress {
  /** Variables that keep from the command's SDKs what they would prefer to the server. */
  readonly hidden: Env;
}

/** Starts a server that lives as long as this process, whatever that becomes. */
export type StartServer = (handover: Omit<Handover, 'cwd'>) => Promise<ServerStart>;
