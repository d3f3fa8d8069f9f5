import { MfaExecError } from '../base/errors.ts';
import type { AwsConfig, Endpoint, Env, SessionStore } from '../base/ports.ts';
import { sha256Hex } from '../base/sha256.ts';
import { userKey } from '../identity/cache-key.ts';
import type { SessionDeps } from '../identity/deps.ts';
import { resolveEndpoint } from '../identity/endpoint.ts';
import { DEFAULT_PROFILE, findProfile, namedProfile } from '../identity/profile.ts';
import type { Request } from '../identity/request.ts';
import { resolveIdentity } from '../identity/resolve.ts';
import { sessionFor } from '../session/cached-or-new.ts';
import { forgetSessions } from '../session/forget.ts';
import { inheritedSession } from '../session/marker.ts';
import { isRotating, type KeyEntry } from './entry.ts';
import { createKeyring, type Keyring, nothingKept } from './keyring.ts';
import { entryName } from './owner.ts';
import type { AccessKeys, KeyFiles, KeyIndex, KeyVault } from './ports.ts';
import { type KeyUse, rotateKey } from './rotate.ts';
import { sharersOf } from './shared.ts';
import type { TransferDeps } from './transfer.ts';

export interface KeysOptions {
  readonly request: Request;
  readonly accessKeys: AccessKeys;
  readonly files: KeyFiles;
  readonly session: SessionDeps;
  readonly vaults: readonly KeyVault[];
  readonly index: KeyIndex;
  /** Where sessions may be cached. */
  readonly stores: readonly SessionStore[];
  /** Waits; milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/** All that the subcommands of `keys` work with. */
export interface Keys {
  readonly config: AwsConfig;
  readonly keyring: Keyring;
  readonly vaults: readonly KeyVault[];
  readonly files: KeyFiles;
  /** The profile that is meant where none is named. */
  readonly profile: string;
  transfer(profile: string): TransferDeps;
  /** Rotates the key of `profile`, or finishes what was interrupted; resolves to what is kept then. */
  rotate(
    profile: string,
    chooseVictim: (candidates: readonly KeyUse[]) => Promise<string>,
  ): Promise<KeyEntry>;
}

export async function createKeys(options: KeysOptions): Promise<Keys> {
  const { request, session, vaults, index, accessKeys, files, pause } = options;
  const { clock, reporter } = session;
  const env = inheritedSession(session.env)?.outerEnv ?? session.env;
  const config = await session.awsFiles.load();
  const keyring = createKeyring(vaults, index);

  async function rotate(profile: string, chooseVictim: (candidates: readonly KeyUse[]) => Promise<string>) {
    const startedAt = clock.now();
    const ownerOfKeys = { profile, credentialsPath: config.credentialsPath };
    const findKept = async () => {
      const kept = await keyring.find(ownerOfKeys);
      if (kept === undefined) throw nothingKept(profile);
      return kept;
    };
    return (await session.singleFlight()).run<KeyEntry>(
      `keys-${sha256Hex(entryName(ownerOfKeys)).slice(0, 32)}`,
      {
        again: async () => {
          const { entry } = await findKept();
          return entry.addedAt > startedAt && !isRotating(entry) ? entry : undefined;
        },
        work: async () => rotateKey(await findKept(), rotation(profile, chooseVictim)),
        shares: () => false,
        waiting: (pid) => reporter.info(`waiting for process ${pid}, which rotates this key`),
      },
    );
  }

  function rotation(profile: string, chooseVictim: (candidates: readonly KeyUse[]) => Promise<string>) {
    const endpoint = endpointOf(profile, request, config, env);
    return {
      keyring,
      accessKeys,
      endpoint,
      reporter,
      now: () => clock.now(),
      pause,
      chooseVictim,
      sharers: async (id: string) =>
        sharersOf(id, { profile, credentialsPath: config.credentialsPath }, keyring, config),
      session: async (anew: boolean) => {
        const identity = resolveIdentity(
          { profile, region: request.region },
          await session.awsFiles.load([profile]),
          env,
        );
        return sessionFor({ ...identity, roles: [] }, { ...request, profile, refresh: anew }, session);
      },
      forgetSessions: async (accessKeyId: string) => {
        const base = {
          kind: 'stored',
          profile,
          credentialsPath: config.credentialsPath,
          accessKeyId,
          from: '',
        } as const;
        const { failures } = await forgetSessions(
          request.store,
          options.stores,
          userKey({ base, endpoint }),
          session,
        );
        for (const { message } of failures) reporter.warn(message);
      },
    };
  }

  return {
    config,
    keyring,
    vaults,
    files,
    profile: namedProfile(request, env) ?? DEFAULT_PROFILE,
    transfer: (profile) => ({
      keyring,
      accessKeys,
      files,
      endpoint: endpointOf(profile, request, config, env),
      now: () => clock.now(),
    }),
    rotate,
  };
}

/** Where the profile's STS is; of one that has no keys yet, from its region and endpoints alone. */
function endpointOf(profile: string, { region }: Request, config: AwsConfig, env: Env): Endpoint {
  try {
    return resolveIdentity({ profile, region }, config, env).endpoint;
  } catch (error) {
    if (!(error instanceof MfaExecError)) throw error;
    const section = findProfile(config, profile) ?? {};
    const services = config.services[section['services'] ?? ''];
    return resolveEndpoint({ region, env, profile: section, services });
  }
}
