import { CommandError, exitStatus } from '../exit-status.ts';
import { resolveTarget, type Target, type TargetOptions } from '../profiles/index.ts';
import { choosePaint, type Paint } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';
import { checkAccount, checkEnabled, checkPermissions } from './check-account.ts';
import { checkAnswer, checkClock, checkToken, explainSilence } from './check-server.ts';
import { type Finding, fault } from './finding.ts';
import { openProbe } from './probe.ts';

/** Looks at a server from the outside in, and stops where nothing further can be seen. */
async function examine(
  target: Target,
  signal: AbortSignal,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const ask = openProbe(target, signal);
  const self = await ask('users/self').catch((error: unknown) => {
    signal.throwIfAborted();
    return explainSilence(target.base_url, error);
  });
  if ('check' in self) return onFinding(self);
  const answer = checkAnswer(target.base_url, self);
  onFinding(answer);
  if (answer.state === 'fault') return;
  onFinding(checkClock(self, Date.now()));
  const token = checkToken(self);
  onFinding(token);
  if (token.state === 'fault') return;
  const account = await checkAccount(ask, target.account_id);
  onFinding(account);
  if (account.state === 'fault') return;
  const list = await ask(`accounts/${encodeURIComponent(target.account_id)}/sis_imports?per_page=1`);
  const enabled = checkEnabled(list);
  if (enabled) onFinding(enabled);
  for (const finding of await checkPermissions(ask, target.account_id, list)) onFinding(finding);
}

const signs = { well: 'ok', doubt: '??', fault: '!!' } as const;

function render({ check, state, text, advice }: Finding, paint: Paint): string {
  const color = { well: paint.good, doubt: paint.warning, fault: paint.bad }[state];
  const what = advice === null ? '' : `\n${' '.repeat(4)}${paint.bold('do:')} ${advice}`;
  return `${color(signs[state])}  ${check}: ${text}${what}\n`;
}

export interface DoctorOptions extends TargetOptions {
  readonly json: boolean;
  readonly color: boolean;
}

/** Tries a profile or an address, tells what it finds, and returns the exit status. */
export async function runDoctor(
  word: string | undefined,
  { json, color, ...options }: DoctorOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, env } = surroundings;
  const signal = surroundings.listenForInterrupt();
  const paint = choosePaint(stdout, env, color);
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    if (!json) stdout.write(render(finding, paint));
  };
  const target = await resolveTarget(word, options, surroundings).catch((error: unknown) => {
    // What is wrong with a token is a finding; that there is no such profile is none.
    if (!(error instanceof CommandError) || !/token/i.test(error.message)) throw error;
    tell(fault('token', error.message, 'docs/profiles.md tells where a token may come from.'));
    return null;
  });
  if (target !== null) {
    try {
      await examine(target, signal, tell);
    } catch (error) {
      signal.throwIfAborted();
      tell(explainSilence(target.base_url, error));
    }
  }
  if (json) stdout.write(`${JSON.stringify(findings)}\n`);
  return findings.some(({ state }) => state === 'fault') ? exitStatus.failed : exitStatus.done;
}
