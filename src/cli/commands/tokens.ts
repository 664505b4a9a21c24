import { type Command, InvalidArgumentError } from 'commander';
import { declareDatabaseOptions, readCount } from '../declare-options.ts';
import { describeUse, type Use } from '../describe-use.ts';
import { exitStatus, usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

interface DatabaseOptions {
  readonly data?: string;
  readonly databaseUrl?: string;
}

interface CreateOptions extends DatabaseOptions {
  readonly user?: string;
  readonly expires?: string;
  readonly purpose?: string;
}

interface ListOptions extends DatabaseOptions {
  readonly json?: true;
}

function readTime(text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError(
      'It must be a date such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z.',
    );
  }
  if (time.getTime() <= Date.now()) throw new InvalidArgumentError('It lies in the past.');
  return time.toISOString();
}

const uses = {
  create: {
    examples: [
      ['rollcall tokens create --purpose feed', 'Make one of the site admin, and say what it is for.'],
      [
        'rollcall tokens create --user sis_user_id:U1 --expires 2099-06-30',
        'Make one of a person, for a time.',
      ],
    ],
    statuses: usualStatuses,
  },
  list: {
    examples: [
      ['rollcall tokens list', 'Show the tokens of the database on this machine.'],
      ['rollcall tokens list --data /srv/rollcall --json', 'Print those of another one for a program.'],
    ],
    statuses: usualStatuses,
  },
  revoke: {
    examples: [
      ['rollcall tokens revoke 3', 'Make the token with that number in the list useless.'],
      ['rollcall tokens revoke 3 --data /srv/rollcall', 'The same in another database.'],
    ],
    statuses: usualStatuses,
  },
} as const satisfies Readonly<Record<string, Use>>;

const placeOf = ({ data, databaseUrl }: DatabaseOptions) => ({ data, database_url: databaseUrl });

/** `rollcall tokens` with `create`, `list` and `revoke`. */
export function declareTokens(command: Command, { surroundings, finish }: CommandContext): void {
  const load = () => import('../tokens/run-tokens.ts');
  describeUse(command, {
    examples: [uses.create.examples[1], uses.list.examples[0], uses.revoke.examples[0]],
    statuses: usualStatuses,
  });
  const create = describeUse(
    command.command('create').description('Make a token and print it, this once.'),
    uses.create,
  );
  declareDatabaseOptions(create)
    .option(
      '--user <id>',
      'whose token, by id or as sis_user_id:... or sis_login_id:... (default: the site admin)',
    )
    .option('--expires <date>', 'the day, or the UTC time, from which it no longer works', readTime)
    .option('--purpose <text>', 'what it is for, shown in the list')
    .action(async ({ user, expires, purpose = '', ...place }: CreateOptions) => {
      const request = { purpose, ...(user && { user }), ...(expires && { expires_at: expires }) };
      await (await load()).createToken(request, placeOf(place), surroundings);
      finish(exitStatus.done);
    });
  const list = describeUse(
    command.command('list').description('Show every token, revoked ones too.'),
    uses.list,
  );
  declareDatabaseOptions(list)
    .option('--json', 'print an array of objects')
    .action(async ({ json, ...place }: ListOptions) => {
      await (await load()).listTokens(json === true, placeOf(place), surroundings);
      finish(exitStatus.done);
    });
  const revoke = describeUse(
    command.command('revoke').description('Make a token useless for good.'),
    uses.revoke,
  );
  declareDatabaseOptions(revoke)
    .argument('<id>', 'the number of the token in the list', readCount(1))
    .action(async (id: number, place: DatabaseOptions) => {
      await (await load()).revokeToken(id, placeOf(place), surroundings);
      finish(exitStatus.done);
    });
}
