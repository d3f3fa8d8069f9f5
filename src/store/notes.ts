/** Small notes to other processes of the user, in the folders of the file store. No secret is in them. */
import { join } from 'node:path';
import { inspectPrivateDir, makePrivateDir, type Owner } from '../platform/private-dir.ts';
import { readPrivateFile, replacePrivateFile } from '../platform/private-file.ts';

export interface Notes {
  /** What each folder has under `name`; nothing for one that has none, or that others could have written. */
  read(name: string): readonly string[];
  /** Writes it into every folder; those that take none are passed over. */
  write(name: string, text: string): Promise<void>;
}

/** Makes the first folder where it is missing. */
export function createNotes(dirs: readonly string[], owner: Owner): Notes {
  return {
    read: (name) =>
      dirs.flatMap((dir) => {
        if (inspectPrivateDir(dir, owner) !== undefined) return [];
        const content = readPrivateFile(join(dir, name), owner);
        return content !== undefined && 'text' in content ? [content.text] : [];
      }),
    async write(name, text) {
      for (const [at, dir] of dirs.entries()) {
        const problem = at === 0 ? makePrivateDir(dir, owner) : inspectPrivateDir(dir, owner);
        if (problem !== undefined) continue;
        await replacePrivateFile(join(dir, name), text, owner.platform).catch(() => {});
      }
    },
  };
}
