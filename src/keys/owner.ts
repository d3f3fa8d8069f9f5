/** Whose keys: a profile in one credentials file. The same name in another project's file is somebody else. */
export interface KeyOwner {
  readonly profile: string;
  /** The credentials file that is in force with the profile, as an absolute path. */
  readonly credentialsPath: string;
}

/** The name that the entry of `owner` is kept under. Nothing in it is secret. */
export function entryName({ profile, credentialsPath }: KeyOwner): string {
  return JSON.stringify([profile, credentialsPath]);
}
