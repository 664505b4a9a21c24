import { spawnSync } from 'node:child_process';

/** Runs the program that its arguments name on a pseudo-terminal, hands on what it prints, and ends as it ended. */
const inTerminal = `import os, pty, sys
def read(fd):
    return os.read(fd, 1024)
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], read)))`;

/** Whether this machine can open a pseudo-terminal for a test. */
export const has_terminal: boolean =
  spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).status === 0;

/** The arguments with which `python3` runs a program on a pseudo-terminal. */
export const onTerminal = (...words: readonly string[]): readonly string[] => ['-c', inTerminal, ...words];
