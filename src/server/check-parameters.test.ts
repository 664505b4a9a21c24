import { expect, it } from 'vitest';
import { checkParameters } from './check-parameters.ts';
import { ApiError } from './errors.ts';
import type { ParameterRecord } from './parameters.ts';

it.each<[string, ParameterRecord]>([
  ['texts, numbers and blanks', { a: 'x', b: 1, c: null, d: true, e: '', f: '𝒜é\n' }],
  ['lists and groups', { ids: ['1', 2, { id: 'sis_user_id:A' }], course: { name: 'A' } }],
  ['eight levels', { a: { b: { c: { d: { e: { f: { g: { h: 'x' } } } } } } } }],
])('lets %s through', (_what, parameters) => {
  expect(() => checkParameters(parameters)).not.toThrow();
});

it.each<[string, ParameterRecord]>([
  ['a zero character', { name: 'a\0b' }],
  ['half a character', { name: 'a\ud800b' }],
  ['one in a list', { ids: ['1', '\0'] }],
  ['one in a group', { course: { name: '\udc00' } }],
  ['one in a name', { parameters: { 'a\0': '1' } }],
  ['nine levels', { a: { b: { c: { d: { e: { f: { g: { h: { i: 'x' } } } } } } } } }],
  ['as many as fit into a body', { a: JSON.parse(`${'['.repeat(250_000)}1${']'.repeat(250_000)}`) }],
])('refuses %s', (_what, parameters) => {
  expect(() => checkParameters(parameters)).toThrow(ApiError);
});
