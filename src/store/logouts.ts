/**
 * How a log-in hears of a logout that runs while it asks for a code. A logout changes a note before it removes anything; a
 * log-in reads the note before it begins, and again after its session was written. If the note is another by then, the
 * log-in removes what it wrote. If it is the same, the logout begins to remove after that, and so finds the session.
 */
import process from 'node:process';
import type { Logouts } from '../base/ports.ts';
import type { Notes } from './notes.ts';

/** `here` are the notes that a log-in of this process reads, `everywhere` those that any log-in of the user may read. */
export function createLogouts(here: () => Notes, everywhere: () => Notes): Logouts {
  return {
    last: (user) => ['all', user].flatMap((whose) => here().read(`logout-${whose}`)).join('\n'),
    async tell(user = 'all') {
      // Cache keys are names of files; an inherited marker is only nearly one.
      if (!/^[\w-]+$/.test(user)) return;
      const random = process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex');
      await everywhere().write(`logout-${user}`, random);
    },
  };
}
