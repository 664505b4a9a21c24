import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ArgumentsOf,
  defaultImportOptions,
  type Endpoint,
  endpoints,
  importOptions,
  type ResultOf,
  type SisImport,
} from './index.ts';

const all: readonly [string, Endpoint][] = Object.entries(endpoints);

describe('endpoints', () => {
  it.each(all)('%s is listed under its own name', (key, endpoint) => {
    expect(endpoint.name, `The key in endpoints.ts and the name in the declaration differ: ${key}`).toBe(key);
  });

  it('has one endpoint per method and path', () => {
    const routes = all.map(([, { method, path }]) => `${method} ${path}`);
    expect(routes).toHaveLength(new Set(routes).size);
  });

  it.each(all)('%s is described in sentences', (_key, endpoint) => {
    for (const { summary } of [endpoint, ...Object.values(endpoint.parameters)]) {
      expect(summary, 'Begin with a capital, end with a full stop.').toMatch(/^[A-Z].*\.$/);
    }
  });

  it('stores a value for every option of an import', () => {
    expect(Object.keys(defaultImportOptions)).toEqual(Object.keys(importOptions));
  });

  it('derives argument and result types', () => {
    type Show = typeof endpoints.showSisImport;
    expectTypeOf<ArgumentsOf<Show>>().toExtend<{ account_id: number | string; id: number | string }>();
    expectTypeOf<ResultOf<Show>>().toEqualTypeOf<SisImport>();
    expectTypeOf<ResultOf<typeof endpoints.listSisImports>>().toEqualTypeOf<{
      readonly sis_imports: readonly SisImport[];
    }>();
    type Create = ArgumentsOf<typeof endpoints.createSisImport>;
    expectTypeOf<NonNullable<Create['diffing_user_remove_status']>>().toEqualTypeOf<
      'deleted' | 'suspended'
    >();
    type Made = ArgumentsOf<typeof endpoints.createRootAccount>;
    expectTypeOf<Made['account']['name']>().toEqualTypeOf<string>();
  });
});
