/** Where the result of a command that runs nothing goes. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Whether colour is wanted there. */
  readonly colour: boolean;
  /** Columns of the terminal; absent without one. */
  readonly width?: number | undefined;
}
