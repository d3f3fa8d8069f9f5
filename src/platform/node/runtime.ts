/** The runtime inside the program, as `Bun 1.4.5`: nothing, for the npm program runs on the Node of its user. */
export const inside: string | undefined = undefined;
