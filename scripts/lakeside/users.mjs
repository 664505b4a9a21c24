import { nameFrom } from '../district/names.mjs';
import { drawsFor } from '../district/random.mjs';
import { NOTABLE_NAMES, PEOPLE } from './school.mjs';

const COLUMNS = 'user_id login_id full_name sortable_name short_name email declared_user_type status'.split(
  ' ',
);
const draw = drawsFor(2026, 'lakeside');

/** A mistake each: an address without its sign, and the login of someone who is in the file already. */
const BAD_EMAIL = 'u0114';
const ENTERED_TWICE = 'u0087';

function userId(number) {
  return `u${String(number).padStart(4, '0')}`;
}

/** The rows of users.csv, and the ids by what their owners are. */
export function usersOf() {
  const rows = [];
  const groups = {};
  const taken = {
    names: new Set(NOTABLE_NAMES.map(([full]) => full)),
    logins: new Set(NOTABLE_NAMES.map(([, , , login]) => login)),
  };
  let turn = 0;
  const invent = () => {
    for (;;) {
      const name = nameFrom(draw(turn));
      turn += 1;
      if (taken.names.has(name.full)) continue;
      taken.names.add(name.full);
      return [name.full, name.sortable, '', freeLogin(name.login, taken.logins)];
    }
  };
  for (const [group, count] of Object.entries(PEOPLE)) {
    const is_student = group === 'lower' || group === 'upper';
    groups[group] = Array.from({ length: count }, (_, i) => {
      const user_id = userId(rows.length + 1);
      const notable =
        is_student && i % 17 === 5
          ? NOTABLE_NAMES[(group === 'lower' ? 0 : 6) + Math.floor(i / 17)]
          : undefined;
      const [full, sortable, short, login] = notable ?? invent();
      rows.push([
        user_id,
        login,
        full,
        sortable,
        short,
        mail(login),
        is_student ? 'student' : group,
        'active',
      ]);
      return user_id;
    });
  }
  const row = (user_id) => rows.find(([id]) => id === user_id);
  row(BAD_EMAIL)[5] = row(BAD_EMAIL)[5].replace('@', '.');
  const [, login, name, sortable] = row(ENTERED_TWICE);
  const withdrawn = invent();
  const newcomer = invent();
  rows.push([
    userId(298),
    withdrawn[3],
    withdrawn[0],
    withdrawn[1],
    '',
    mail(withdrawn[3]),
    'student',
    'deleted',
  ]);
  rows.push([userId(299), login, name, sortable, '', mail(login), 'student', 'active']);
  rows.push([userId(300), '', newcomer[0], newcomer[1], '', '', 'student', 'active']);
  return { rows: [COLUMNS, ...rows], ...groups, withdrawn: userId(298) };
}

function mail(login) {
  return `${login}@lakeside.example`;
}

/** First letter and family name, as schools do, and a number from the second one on. */
function freeLogin({ first, last }, taken) {
  const wanted = first[0] + last;
  let login = wanted;
  for (let number = 2; taken.has(login); number += 1) login = `${wanted}${number}`;
  taken.add(login);
  return login;
}
