/** Reads the AWS files and resolves who is calling. */
import type { AwsFiles, Env } from '../base/ports.ts';
import { profilesToLoad } from './profile.ts';
import { resolveIdentity } from './resolve.ts';
import type { Identity, IdentityQuery, ProcessSource } from './types.ts';

/** Tells what a `credential_process` line means here and now; see the helper room. */
export type Locate = (source: ProcessSource) => Promise<readonly string[]>;

export interface IdentifyDeps {
  readonly awsFiles: AwsFiles;
  readonly locate: Locate;
}

/** Reads the AWS files and resolves who is calling. Throws as `resolveIdentity` does, and as the files' reader. */
export async function identify(query: IdentityQuery, deps: IdentifyDeps, env: Env): Promise<Identity> {
  const config = await deps.awsFiles.load(profilesToLoad(query, env));
  const identity = resolveIdentity(query, config, env);
  const { base } = identity;
  return base.kind === 'process'
    ? { ...identity, base: { ...base, located: await deps.locate(base) } }
    : identity;
}
