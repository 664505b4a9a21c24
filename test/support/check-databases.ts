import { afterAll } from 'vitest';
import { openDatabases } from './open-databases.ts';

// Registered before the hooks of any test file, and so run after them.
afterAll(() => {
  if (openDatabases.size > 0)
    throw new Error(`This file leaves ${openDatabases.size} test database(s) open: close what it creates.`);
});
