import { describe, expect, it } from 'vitest';
import {
  fromJson,
  groupParameter,
  isTrue,
  listParameter,
  mergeParameters,
  parseUrlEncoded,
  textParameter,
  timeParameter,
} from './parameters.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('parseUrlEncoded', () => {
  it.each([
    ['a=1&b=x+y%20z', { a: '1', b: 'x y z' }],
    ['a=1&a=2', { a: '2' }],
    ['state[]=a&state[]=b', { state: ['a', 'b'] }],
    ['state%5B%5D=a', { state: ['a'] }],
    ['account[name]=A&account[domain]=d', { account: { name: 'A', domain: 'd' } }],
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a[b][]=1&a[b][]=2', { a: { b: ['1', '2'] } }],
    ['a=1&a[b]=2', { a: { b: '2' } }],
    ['a[=1&b]=2&[c]=3', { 'a[': '1', 'b]': '2', '[c]': '3' }],
    ['', {}],
    ['flag', { flag: '' }],
  ])('%s', (text, expected) => {
    expect(plain(parseUrlEncoded(text))).toEqual(expected);
  });

  it('takes no name for something of JavaScript', () => {
    const record = parseUrlEncoded('__proto__[admin]=1&constructor[prototype][admin]=1');
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(Object.keys(record)).toEqual(['__proto__', 'constructor']);
  });
});

describe('merging', () => {
  it('lets later values win, group by group', () => {
    const merged = mergeParameters(
      parseUrlEncoded('a=1&account[name]=old&account[domain]=d&list[]=1'),
      parseUrlEncoded('a=2&account[name]=new&list[]=2'),
    );
    expect(plain(merged)).toEqual({ a: '2', account: { name: 'new', domain: 'd' }, list: ['2'] });
  });

  it('reads JSON objects only', () => {
    expect(plain(fromJson({ a: 1 }))).toEqual({ a: 1 });
    for (const body of [[], 'a', 1, null]) expect(fromJson(body)).toBeNull();
  });
});

describe('reading', () => {
  it.each(['true', 'TRUE', 't', 'yes', 'Y', 'on', '1', ' true ', true, 1])('%s is true', (value) => {
    expect(isTrue(value)).toBe(true);
  });
  it.each(['false', '', '0', 'off', 'truely', '11', null, undefined, 0])('%s is false', (value) => {
    expect(isTrue(value)).toBe(false);
  });

  it('reads texts, lists and groups', () => {
    const record = parseUrlEncoded('a= x &blank=+&l[]=1&l[]=2&one=1&g[x]=1');
    expect(textParameter(record, 'a')).toBe('x');
    expect(textParameter(record, 'blank')).toBeNull();
    expect(textParameter(record, 'l')).toBeNull();
    expect(listParameter(record, 'l')).toEqual(['1', '2']);
    expect(listParameter(record, 'one')).toEqual(['1']);
    expect(listParameter(record, 'none')).toEqual([]);
    expect(groupParameter(record, 'g')).not.toBeNull();
    expect(groupParameter(record, 'a')).toBeNull();
  });

  it.each([
    ['2026-03-01', '2026-03-01T00:00:00Z'],
    ['2026-03-01T10:20', '2026-03-01T10:20:00Z'],
    ['2026-03-01T10:20:30Z', '2026-03-01T10:20:30Z'],
    ['2026-03-01 10:20:30.25+0130', '2026-03-01T08:50:30.25Z'],
    ['2026-03-01T10:20:30-05:00', '2026-03-01T15:20:30Z'],
    ['2026-02-31x', null],
    ['2026-02-30', null],
    ['0000-01-01', null],
    ['0001-01-01T00:00:00+01:00', null],
    ['9999-12-31T23:59:59-01:00', null],
    ['2026-13-01', null],
    ['yesterday', null],
    ['', null],
  ])('reads the time %s', (text, expected) => {
    expect(timeParameter({ at: text }, 'at')).toBe(expected);
  });
});
