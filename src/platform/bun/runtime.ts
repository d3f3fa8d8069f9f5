import process from 'node:process';

/** The runtime inside the program, as `Bun 1.4.5`. */
export const inside: string | undefined = `Bun ${process.versions['bun']}`;
