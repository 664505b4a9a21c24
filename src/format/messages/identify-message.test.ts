import { expect, it } from 'vitest';
import { messages } from './all-messages.ts';
import { identifyMessage } from './identify-message.ts';
import { placeholdersOf, renderMessage } from './render-message.ts';

it.each(Object.keys(messages))('%s is known by its sentence', (code) => {
  const params = Object.fromEntries(placeholdersOf(code).map((name) => [name, `<${name}>`]));
  const found = identifyMessage(renderMessage({ code, params }));
  // Several codes may say the same.
  expect(renderMessage({ code: found?.code ?? '', params: { ...params, ...found?.params } })).toBe(
    renderMessage({ code, params }),
  );
});

it('reads IDs with blanks, dots and line breaks', () => {
  const params = { user_id: 'a b.c', holder: 'belongs to\nuser x' };
  expect(identifyMessage(renderMessage({ code: 'user.login_claimed', params }))).toEqual({
    code: 'user.login_claimed',
    params,
  });
});

it('knows no sentence of another server', () => {
  expect(identifyMessage('Something else went wrong with user U1')).toBeNull();
});
