import type { AwsFiles } from '../base/ports.ts';
import { entryName } from './owner.ts';
import type { KeyIndex } from './ports.ts';

/** The AWS files, with the access key ids of the kept keys beside their profiles. */
export function withStoredKeys(files: AwsFiles, index: Pick<KeyIndex, 'list'>): AwsFiles {
  return {
    paths: files.paths,
    async load(names) {
      const config = await files.load(names);
      const { credentialsPath } = config;
      return {
        ...config,
        storedKeyId: (profile) => {
          const name = entryName({ profile, credentialsPath });
          return index.list().find((key) => entryName(key) === name)?.accessKeyId;
        },
      };
    },
  };
}
