/** Where the result of a command that runs nothing goes. */
export interface Output extends Look {
  write(text: string): void;
  readonly isTerminal: boolean;
}

/** What can be shown there. */
export interface Look {
  /** Whether colour is wanted. */
  readonly colour: boolean;
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
  /** Columns of the terminal; absent without one. */
  readonly width?: number | undefined;
}

/** A file or a pipe. */
export const PLAIN_LOOK: Look = { colour: false, unicode: true };
