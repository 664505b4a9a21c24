/** The test databases of the running test file that are not closed yet. */
export const openDatabases = new Set<string>();
