import { complain, type Read, readList, readMembers, readText } from './field-reader.ts';
import type { TokenSource } from './profile.ts';

/** Where a secret comes from; one that is written down is refused. */
export const readToken: Read<TokenSource> = (node, name) => {
  if (node.kind === 'value')
    return complain(
      node,
      `${name} is not written down here: say { "env": ... }, { "file": ... } or { "command": [...] }.`,
    );
  const { env, file, command } = readMembers(node, name, ['env', 'file', 'command']);
  const found = [env, file, command].filter((one) => one !== undefined);
  if (found.length !== 1) return complain(node, `${name} is one of env, file and command.`);
  if (env) return { env: readText(env, 'env') };
  if (file) return { file: readText(file, 'file') };
  return command ? { command: readList(readText)(command, 'command') } : complain(node, `${name} is empty.`);
};
