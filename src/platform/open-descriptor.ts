/** An open descriptor: what `/proc/self/fd` shows of it. */
export interface OpenDescriptor {
  readonly fd: number;
  readonly target: string;
}
