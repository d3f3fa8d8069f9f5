/** How a command ended: it returned a status (0 to 255), or a signal killed it. */
export type Exit = { readonly code: number } | { readonly signal: NodeJS.Signals };
