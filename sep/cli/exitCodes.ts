/** What the command line ends with, for scripts; the usage names them. */
export const exitCodes = { done: 0, found: 1, usage: 2, noneRuns: 3, refused: 4, failed: 5 } as const;
